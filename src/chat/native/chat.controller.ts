import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LimitedAs } from '../../http/decorators/limited-as.decorator';
import { Idempotent } from '../../http/decorators/idempotent.decorator';
import { Authenticated } from '../../http/decorators/route-policy.decorator';
import { TurnReplier } from '../turn-replier';
import { ChatRequestDto } from './dto/chat-request.dto';
import { ChatResponseDto } from './dto/chat-response.dto';
import { NativeDialect } from './native-dialect';
import { toChatTurn } from './to-chat-turn';

/** The native chat API. */
@ApiTags('chat')
@Authenticated({ scope: 'chat' })
@LimitedAs('chat')
@Controller('api/v1/chat')
export class ChatController {
  constructor(private readonly replier: TurnReplier) {}

  @Post()
  @Idempotent()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Ask a question and get the answer with its reasoning as steps.',
    description: 'With `stream: true` the answer is a stream of Server-Sent Events that ends in `finish` or `error`.',
  })
  @ApiBody({
    type: ChatRequestDto,
    examples: {
      question: { value: { message: 'Tom has 3 bags of 4 apples and eats 2. How many are left?' } },
      steps: {
        summary: 'With reasoning in steps, as a stream',
        value: {
          messages: [{ role: 'user', content: 'Tom has 3 bags of 4 apples and eats 2. How many are left?' }],
          reasoning: { strategy: 'cot' },
          stream: true,
        },
      },
      conversation: {
        summary: 'Kept as a conversation',
        value: { message: 'What is 17 * 24?', conversationId: 'new' },
      },
    },
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ type: ChatResponseDto, description: 'The answer; with `stream` the events of docs/api.md.' })
  async chat(@Body() body: ChatRequestDto, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.replier.reply(toChatTurn(body), new NativeDialect(), request, reply);
  }
}
