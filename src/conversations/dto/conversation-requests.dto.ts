import {
  EXPORT_FORMATS,
  type AppendMessages,
  type ChangeConversation,
  type CreateConversation,
  type ExportFormat,
  type ForkConversation,
} from '@app/contracts';
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
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';
import { MAX_ID_LENGTH, NewMessageDto } from './message.dto';

const MAX_TITLE_LENGTH = 200;
const MAX_MESSAGES = 2_000;
const MAX_PAGE = 100;
const MAX_VERSION = 1_000_000_000;

/** Body of POST /api/v1/conversations. */
export class CreateConversationDto implements CreateConversation {
  @ApiPropertyOptional({ example: 'Sums', maxLength: MAX_TITLE_LENGTH, description: 'Default: the first question.' })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TITLE_LENGTH)
  title?: string;

  @ApiPropertyOptional({ type: [NewMessageDto], description: 'In order, each following the one before.' })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_MESSAGES)
  @ValidateNested({ each: true })
  @Type(() => NewMessageDto)
  messages?: NewMessageDto[];
}

/** Body of PATCH /api/v1/conversations/{id}: at least one of title and activeLeafId. */
export class ChangeConversationDto implements ChangeConversation {
  @ApiPropertyOptional({ example: 'Sums of sums', maxLength: MAX_TITLE_LENGTH })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TITLE_LENGTH)
  title?: string;

  @ApiPropertyOptional({ description: 'Goes on with the branch that ends in this message.' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  activeLeafId?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_VERSION, description: 'As If-Match.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  version?: number;
}

/** Body of POST /api/v1/conversations/{id}/messages. */
export class AppendMessagesDto implements AppendMessages {
  @ApiProperty({ type: [NewMessageDto] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_MESSAGES)
  @ValidateNested({ each: true })
  @Type(() => NewMessageDto)
  messages!: NewMessageDto[];

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    description: 'What the first one follows; null begins anew. Default: the active leaf.',
  })
  @ValidateIf((_object, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  parentMessageId?: string | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_VERSION, description: 'As If-Match.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  version?: number;
}

/** Body of POST /api/v1/conversations/{id}/fork. */
export class ForkConversationDto implements ForkConversation {
  @ApiPropertyOptional({ description: 'The last message to take. Default: the active leaf.' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  messageId?: string;

  @ApiPropertyOptional({ example: 'Another way', maxLength: MAX_TITLE_LENGTH })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TITLE_LENGTH)
  title?: string;
}

/** Parameters of GET /api/v1/conversations. */
export class ListConversationsDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 20 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  limit?: number;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.', maxLength: 300 })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  cursor?: string;

  @ApiPropertyOptional({ description: 'A part of the title, or words of the texts.', maxLength: 200 })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  q?: string;
}

/** Parameters of GET /api/v1/conversations/{id}/export. */
export class ExportConversationDto {
  @ApiPropertyOptional({ enum: EXPORT_FORMATS, default: 'json' })
  @IfGiven()
  @IsIn(EXPORT_FORMATS)
  format?: ExportFormat;
}
