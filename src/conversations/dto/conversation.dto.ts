import type { Conversation, ConversationPage, ConversationSummary } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ConversationMessageDto } from './message.dto';

/** A conversation without its messages. */
export class ConversationSummaryDto implements ConversationSummary {
  @ApiProperty({ example: 'conv_01kaxq2m9x0c1v3b5n8t6r4w2z' })
  id!: string;

  @ApiProperty({ example: 'What is 17 * 24?' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 3, description: 'Grows with every change; for If-Match.' })
  version!: number;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'msg_01kaxq2m9x0c1v3b5n8t6r4w2z',
    description: 'The last message of the branch that goes on.',
  })
  activeLeafId!: string | null;

  @ApiProperty({ type: 'integer', example: 2, description: 'Of all branches.' })
  messageCount!: number;

  @ApiProperty({ type: 'integer', example: 1_795_377_600_000, description: 'Epoch milliseconds.' })
  createdAt!: number;

  @ApiProperty({ type: 'integer', example: 1_795_377_604_000, description: 'Of the last change, epoch milliseconds.' })
  updatedAt!: number;
}

/** A conversation with all its messages. */
export class ConversationDto extends ConversationSummaryDto implements Conversation {
  @ApiProperty({ type: [ConversationMessageDto], description: 'Every branch, in the order in which they were stored.' })
  messages!: ConversationMessageDto[];
}

/** A page of conversations. */
export class ConversationPageDto implements ConversationPage {
  @ApiProperty({ type: [ConversationSummaryDto] })
  conversations!: ConversationSummaryDto[];

  @ApiPropertyOptional({ description: 'For `cursor` of the next page. Absent on the last one.' })
  nextCursor?: string;
}

/** What was added, and the conversation with it. */
export class AppendedMessagesDto {
  @ApiProperty({ type: ConversationSummaryDto })
  conversation!: ConversationSummaryDto;

  @ApiProperty({ type: [ConversationMessageDto] })
  messages!: ConversationMessageDto[];
}
