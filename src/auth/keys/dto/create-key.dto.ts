import { SCOPES, type Scope } from '@app/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../../../http/validation/if-given.decorator';
import { IsName } from '../../dto/name.decorator';
import { KeyLimitsDto } from './key-limits.dto';

const LAST_MOMENT = 8_640_000_000_000_000;

/** A new key. */
export class CreateKeyDto {
  @ApiProperty({ example: 'billing service', maxLength: 200 })
  @IsName()
  name!: string;

  @ApiPropertyOptional({ description: 'Whose key it is. Default: yours.', example: 'user_01kc9v6k4s8e2m0q7r5t3w1x9z' })
  @IfGiven()
  @IsString()
  @MaxLength(60)
  userId?: string;

  @ApiPropertyOptional({
    enum: SCOPES,
    isArray: true,
    example: ['chat', 'models'],
    description: 'What the key is narrowed to. Default: everything that its user may.',
  })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[];

  @ApiPropertyOptional({
    type: [String],
    example: ['openai/gpt-5-mini'],
    description: 'Ids or aliases of the models that it may use. Default: all.',
  })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(200, { each: true })
  allowedModels?: string[];

  @ApiPropertyOptional({ type: KeyLimitsDto })
  @IfGiven()
  @ValidateNested()
  @Type(() => KeyLimitsDto)
  limits?: KeyLimitsDto;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'When it ends, epoch milliseconds. Default: it does not end by itself.',
    example: 4102444800000,
    minimum: 1,
    maximum: LAST_MOMENT,
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(LAST_MOMENT)
  expiresAt?: number;
}
