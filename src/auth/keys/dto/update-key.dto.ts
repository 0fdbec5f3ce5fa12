import { SCOPES, type Scope } from '@app/kernel';
import { ApiPropertyOptional } from '@nestjs/swagger';
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
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../../../http/validation/if-given.decorator';
import { IsName } from '../../dto/name.decorator';
import { KeyLimitsDto } from './key-limits.dto';

const LAST_MOMENT = 8_640_000_000_000_000;

/** The field may be left out, which changes nothing, or be null, which takes the restriction away. */
const IfRestricting = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined && value !== null);

/** What is changed of a key. What is left out stays; null takes a restriction away. */
export class UpdateKeyDto {
  @ApiPropertyOptional({ example: 'billing service', maxLength: 200 })
  @IfGiven()
  @IsName()
  name?: string;

  @ApiPropertyOptional({ enum: SCOPES, isArray: true, nullable: true, example: ['chat'] })
  @IfRestricting()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[] | null;

  @ApiPropertyOptional({ type: [String], nullable: true, example: ['openai/gpt-5-mini'] })
  @IfRestricting()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(200, { each: true })
  allowedModels?: string[] | null;

  @ApiPropertyOptional({ type: KeyLimitsDto, description: 'All limits together: one that is left out is taken away.' })
  @IfGiven()
  @ValidateNested()
  @Type(() => KeyLimitsDto)
  limits?: KeyLimitsDto;

  @ApiPropertyOptional({ type: 'integer', nullable: true, description: 'Epoch milliseconds.', example: 4102444800000 })
  @IfRestricting()
  @IsInt()
  @Min(1)
  @Max(LAST_MOMENT)
  expiresAt?: number | null;
}
