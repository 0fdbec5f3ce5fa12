import { ANSWER_TYPES, type AnswerType } from '@app/answers';
import { STRATEGY_NAMES, type StrategyName } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';
import { MAX_NAMES, MAX_QUESTION_LENGTH, MAX_QUESTIONS } from '../evaluation-limits';

/** One question with its right answer. */
export class QuestionDto {
  @ApiPropertyOptional({ description: 'Default: its place in the list, from 1.', maxLength: 200 })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  id?: string;

  @ApiProperty({ example: 'Tom has 3 bags of 4 apples and eats 2. How many are left?', maxLength: MAX_QUESTION_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_QUESTION_LENGTH)
  question!: string;

  @ApiProperty({ example: '10', maxLength: MAX_QUESTION_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_QUESTION_LENGTH)
  answer!: string;

  @ApiPropertyOptional({
    enum: ANSWER_TYPES,
    description: "How answers are compared. Default: by the right answer's form.",
  })
  @IfGiven()
  @IsIn(ANSWER_TYPES)
  type?: AnswerType;
}

/** One run of the evaluation: what tells it apart from the others. */
export class ComparedRunDto {
  @ApiPropertyOptional({ description: 'Needed where there are several models.', maxLength: 200 })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  model?: string;

  @ApiPropertyOptional({ enum: STRATEGY_NAMES, description: 'Needed where there are several strategies.' })
  @IfGiven()
  @IsIn(STRATEGY_NAMES)
  strategy?: StrategyName;
}

/** Two runs that the judge compares without knowing which is which. */
export class CompareDto {
  @ApiProperty({ type: ComparedRunDto, example: { strategy: 'direct' } })
  @IsObject()
  @ValidateNested()
  @Type(() => ComparedRunDto)
  first!: ComparedRunDto;

  @ApiProperty({ type: ComparedRunDto, example: { strategy: 'cot' } })
  @IsObject()
  @ValidateNested()
  @Type(() => ComparedRunDto)
  second!: ComparedRunDto;
}

/** Who scores the steps. */
export class JudgeDto {
  @ApiProperty({ description: 'An id or alias of GET /api/v1/models.', maxLength: 200 })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  model!: string;

  @ApiPropertyOptional({ default: 50, minimum: 1, maximum: 1000, description: 'Most answers of each run.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;

  @ApiPropertyOptional({ type: CompareDto, description: 'Which of two runs reasons better, asked blind.' })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => CompareDto)
  compare?: CompareDto;
}

/** Body of POST /api/v1/evaluations: exactly one of `questions` and `dataset`. */
export class CreateEvaluationDto {
  @ApiPropertyOptional({ description: 'What it is called in lists.', maxLength: 200, example: 'sums' })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ type: [QuestionDto] })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_QUESTIONS)
  @ValidateNested({ each: true })
  @Type(() => QuestionDto)
  questions?: QuestionDto[];

  @ApiPropertyOptional({ description: 'Name of a file in EVALUATION_DATASETS_DIR.', maxLength: 200 })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  dataset?: string;

  @ApiPropertyOptional({ type: [String], default: ['auto'], maxItems: MAX_NAMES })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_NAMES)
  @ArrayUnique()
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(200, { each: true })
  models?: string[];

  @ApiPropertyOptional({ enum: STRATEGY_NAMES, isArray: true, default: ['direct', 'cot'], maxItems: MAX_NAMES })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_NAMES)
  @ArrayUnique()
  @IsIn(STRATEGY_NAMES, { each: true })
  strategies?: StrategyName[];

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_QUESTIONS, description: 'Questions to draw. Default: all.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_QUESTIONS)
  limit?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Decides what is drawn.' })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(4_294_967_295)
  seed?: number;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: 20,
    description: 'Samples of self-consistency. Default: the configured number.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(20)
  samples?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: 16, default: 4, description: 'Questions asked at a time.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(16)
  concurrency?: number;

  @ApiPropertyOptional({ type: JudgeDto })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => JudgeDto)
  judge?: JudgeDto;
}
