import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { Idempotent } from '../http/decorators/idempotent.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { ConversationsService } from './conversations.service';
import {
  AppendMessagesDto,
  ChangeConversationDto,
  CreateConversationDto,
  ForkConversationDto,
  ListConversationsDto,
} from './dto/conversation-requests.dto';
import {
  AppendedMessagesDto,
  ConversationDto,
  ConversationPageDto,
  ConversationSummaryDto,
} from './dto/conversation.dto';
import { originOf } from './origin-of';
import { etagOf, expectedVersion } from './expected-version';

const IfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that you saw; another version now is answered 409 with currentVersion.',
    example: '"3"',
  });

/** Conversations: a user's own, and nobody else's. */
@ApiTags('conversations')
@Authenticated({ scope: 'conversations' })
@Controller('api/v1/conversations')
export class ConversationsController {
  constructor(private readonly conversations: ConversationsService) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Begin a conversation, empty or with messages.' })
  @ApiBody({
    type: CreateConversationDto,
    examples: {
      empty: { value: { title: 'Sums' } },
      messages: {
        value: {
          messages: [
            { role: 'user', content: 'What is 17 * 24?' },
            { role: 'assistant', content: '408' },
          ],
        },
      },
    },
  })
  @ApiCreatedResponse({ type: ConversationDto })
  async create(
    @Body() body: CreateConversationDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationDto> {
    return tagged(
      reply,
      await this.conversations.create(principalOf(request), body, request.idempotentAttempt?.requestKey),
    );
  }

  @Get()
  @ApiOperation({ summary: 'Your conversations, last used first.' })
  @ApiOkResponse({ type: ConversationPageDto })
  list(@Query() query: ListConversationsDto, @Req() request: FastifyRequest): Promise<ConversationPageDto> {
    return this.conversations.list(principalOf(request), query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'A conversation with all its messages and branches.' })
  @ApiOkResponse({ type: ConversationDto })
  async get(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationDto> {
    return tagged(reply, await this.conversations.read(principalOf(request), id));
  }

  @Patch(':id')
  @IfMatch()
  @ApiOperation({ summary: 'Rename a conversation, or go on with another branch.' })
  @ApiBody({ type: ChangeConversationDto, examples: { title: { value: { title: 'Sums of sums' } } } })
  @ApiOkResponse({ type: ConversationSummaryDto })
  async change(
    @Param('id') id: string,
    @Body() body: ChangeConversationDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationSummaryDto> {
    const expected = expectedVersion(ifMatch, body.version);
    return tagged(reply, await this.conversations.change(principalOf(request), id, body, expected));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @IfMatch()
  @ApiOperation({ summary: 'Delete a conversation with all its messages.' })
  @ApiNoContentResponse()
  delete(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const expected = expectedVersion(ifMatch, undefined);
    return this.conversations.delete(principalOf(request), id, expected, originOf(request));
  }

  @Post(':id/messages')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'Add messages without asking a model.' })
  @ApiBody({
    type: AppendMessagesDto,
    examples: { messages: { value: { messages: [{ role: 'user', content: 'And 408 / 4?' }] } } },
  })
  @ApiCreatedResponse({ type: AppendedMessagesDto })
  async append(
    @Param('id') id: string,
    @Body() body: AppendMessagesDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppendedMessagesDto> {
    const expected = expectedVersion(ifMatch, body.version);
    const appended = await this.conversations.append(principalOf(request), id, body, expected);
    tagged(reply, appended.conversation);
    return appended;
  }

  @Post(':id/fork')
  @Idempotent()
  @ApiOperation({ summary: 'A new conversation with the messages up to one of this one.' })
  @ApiBody({ type: ForkConversationDto, examples: { title: { value: { title: 'Another way' } } } })
  @ApiCreatedResponse({ type: ConversationDto })
  async fork(
    @Param('id') id: string,
    @Body() body: ForkConversationDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationDto> {
    return tagged(
      reply,
      await this.conversations.fork(principalOf(request), id, body, request.idempotentAttempt?.requestKey),
    );
  }
}

function tagged<T extends { version: number }>(reply: FastifyReply, conversation: T): T {
  void reply.header('etag', etagOf(conversation));
  return conversation;
}
