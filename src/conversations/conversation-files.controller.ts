import { exportJson, exportJsonl, exportMarkdown } from '@app/conversations';
import type { Conversation, ExportFormat } from '@app/contracts';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Produces } from '../http/decorators/produces.decorator';
import { Idempotent } from '../http/decorators/idempotent.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { ConversationsService } from './conversations.service';
import { ExportConversationDto } from './dto/conversation-requests.dto';
import { originOf } from './origin-of';
import { ConversationDto } from './dto/conversation.dto';
import { ImportConversationDto } from './dto/import-conversation.dto';

const FILES: Readonly<Record<ExportFormat, { type: string; extension: string }>> = {
  json: { type: 'application/json; charset=utf-8', extension: 'json' },
  jsonl: { type: 'application/x-ndjson; charset=utf-8', extension: 'jsonl' },
  markdown: { type: 'text/markdown; charset=utf-8', extension: 'md' },
};

/** Conversations as files. */
@ApiTags('conversations')
@Authenticated({ scope: 'conversations' })
@Controller('api/v1/conversations')
export class ConversationFilesController {
  constructor(private readonly conversations: ConversationsService) {}

  @Get(':id/export')
  @Produces('application/json', 'application/x-ndjson', 'text/markdown')
  @ApiOperation({
    summary: 'A conversation as a file.',
    description: '`json` holds every branch and can be imported; `jsonl` and `markdown` hold the active branch.',
  })
  @ApiProduces('application/json', 'application/x-ndjson', 'text/markdown')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(
    @Param('id') id: string,
    @Query() { format = 'json' }: ExportConversationDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const conversation = await this.conversations.export(principalOf(request), id, format, originOf(request));
    const { type, extension } = FILES[format];
    void reply
      .header('content-type', type)
      .header('content-disposition', `attachment; filename="${conversation.id}.${extension}"`);
    return write(conversation, format);
  }

  @Post('import')
  @Idempotent()
  @ApiOperation({ summary: 'A new conversation from an export.' })
  @ApiBody({
    type: ImportConversationDto,
    examples: {
      jsonl: { summary: 'A jsonl export', value: { jsonl: '{"role":"user","content":"What is 17 * 24?"}\n' } },
      json: {
        summary: 'A json export',
        value: {
          conversation: {
            format: 'stepwise-conversation',
            formatVersion: 1,
            title: 'Sums',
            createdAt: 1_795_377_600_000,
            activeLeafId: 'msg_1',
            messages: [
              {
                id: 'msg_1',
                parentId: null,
                role: 'user',
                content: 'What is 17 * 24?',
                state: 'complete',
                createdAt: 1_795_377_600_000,
              },
            ],
          },
        },
      },
    },
  })
  @ApiCreatedResponse({ type: ConversationDto })
  import(@Body() body: ImportConversationDto, @Req() request: FastifyRequest): Promise<ConversationDto> {
    return this.conversations.import(
      principalOf(request),
      body,
      originOf(request),
      request.idempotentAttempt?.requestKey,
    );
  }
}

function write(conversation: Conversation, format: ExportFormat): string {
  switch (format) {
    case 'json':
      return JSON.stringify(exportJson(conversation), undefined, 2);
    case 'jsonl':
      return [...exportJsonl(conversation)].join('');
    case 'markdown':
      return [...exportMarkdown(conversation)].join('');
  }
}
