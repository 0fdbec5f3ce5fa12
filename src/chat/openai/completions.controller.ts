import { Clock } from '@app/kernel';
import { Body, Controller, Headers, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LimitedAs } from '../../http/decorators/limited-as.decorator';
import { Idempotent } from '../../http/decorators/idempotent.decorator';
import { Authenticated } from '../../http/decorators/route-policy.decorator';
import { TurnReplier } from '../turn-replier';
import { CompletionRequestDto } from './dto/completion-request.dto';
import { CompletionResponseDto } from './dto/completion-response.dto';
import { readSessionId } from './read-session-id';
import { OpenAiDialect } from './openai-dialect';
import { sentNames, toChatTurn } from './to-chat-turn';

/** The chat completions of the OpenAI API, for unmodified OpenAI clients. */
@ApiTags('openai')
@Authenticated({ scope: 'chat' })
@LimitedAs('chat')
@Controller('v1/chat/completions')
export class CompletionsController {
  constructor(
    private readonly replier: TurnReplier,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Idempotent()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Chat completion in the OpenAI shape, with reasoning_content beside content.',
    description: 'With `stream: true` chunks that end in [DONE]; a failed stream ends in an error chunk without it.',
  })
  @ApiHeader({
    name: 'X-Conversation-Id',
    required: false,
    description: 'The conversation to store the turn in, or `new` (docs/conversations.md).',
  })
  @ApiBody({
    type: CompletionRequestDto,
    examples: {
      question: { value: { model: 'auto', messages: [{ role: 'user', content: 'What is 17 * 24?' }] } },
      stream: { value: { model: 'auto', messages: [{ role: 'user', content: 'What is 17 * 24?' }], stream: true } },
    },
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ type: CompletionResponseDto, description: 'The completion; with `stream` chunks of it as events.' })
  async complete(
    @Body() body: CompletionRequestDto,
    @Headers('x-conversation-id') conversationId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const dialect = new OpenAiDialect(this.clock.now(), body.stream_options?.include_usage ?? false, sentNames(body));
    const sessionId = readSessionId(request);
    const turn = toChatTurn(body, conversationId);
    await this.replier.reply(sessionId === undefined ? turn : { ...turn, sessionId }, dialect, request, reply);
  }
}
