import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { MAX_TEXT_LENGTH } from '../../chat-limits';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;
const MAX_NAME_LENGTH = 256;
const MAX_TOOL_CALLS = 128;

/** The function of a tool call. */
export class CalledFunctionDto {
  @ApiProperty({ maxLength: MAX_NAME_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_NAME_LENGTH)
  name!: string;

  @ApiProperty({ description: 'JSON text, as the model wrote it.', maxLength: MAX_TEXT_LENGTH })
  @IsString()
  @MaxLength(MAX_TEXT_LENGTH)
  arguments!: string;
}

/** A call of a tool in an assistant message. */
export class CompletionToolCallDto {
  @ApiProperty({ maxLength: MAX_NAME_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_NAME_LENGTH)
  id!: string;

  @ApiProperty({ enum: ['function'] })
  @IsIn(['function'])
  type!: 'function';

  @ApiProperty({ type: CalledFunctionDto })
  @IsObject()
  @ValidateNested()
  @Type(() => CalledFunctionDto)
  function!: CalledFunctionDto;
}

/** One message of an OpenAI conversation. The fields that only answers have are accepted, so that an answer can be sent back whole. */
export class CompletionMessageDto {
  @ApiProperty({ enum: ROLES, example: 'user' })
  @IsIn(ROLES)
  role!: (typeof ROLES)[number];

  @ApiPropertyOptional({
    nullable: true,
    description: 'Text, or text parts. May be null in an assistant message with tool calls.',
    oneOf: [
      { type: 'string' },
      { type: 'array', items: { type: 'object', properties: { type: { type: 'string' }, text: { type: 'string' } } } },
    ],
    example: 'Tom has 3 bags of 4 apples and eats 2. How many are left?',
  })
  @Allow()
  content?: unknown;

  @ApiPropertyOptional({ type: [CompletionToolCallDto], maxItems: MAX_TOOL_CALLS })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_TOOL_CALLS)
  @ValidateNested({ each: true })
  @Type(() => CompletionToolCallDto)
  tool_calls?: CompletionToolCallDto[] | null;

  @ApiPropertyOptional({ maxLength: MAX_NAME_LENGTH })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_NAME_LENGTH)
  tool_call_id?: string;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    maxLength: MAX_TEXT_LENGTH,
    description: 'As an earlier answer gave it.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT_LENGTH)
  reasoning_content?: string | null;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    maxLength: MAX_TEXT_LENGTH,
    description: 'As an earlier answer gave it.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT_LENGTH)
  refusal?: string | null;

  @ApiPropertyOptional({ type: [Object], maxItems: 0, description: 'Empty, as earlier answers gave it.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(0)
  annotations?: never[] | null;
}
