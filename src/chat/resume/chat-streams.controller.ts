import { AppError } from '@app/kernel';
import { Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../http/auth/principal-of';
import { abortOnDisconnect } from '../../http/client-abort';
import { Authenticated } from '../../http/decorators/route-policy.decorator';
import { toErrorBody } from '../../http/errors/error-body';
import { sendEventStream } from '../../http/sse/send-event-stream';
import { IfGiven } from '../../http/validation/if-given.decorator';
import { AnswerStreams } from './answer-streams';

const MAX_EVENT_ID = 1_000_000_000;
const EVENT_ID = /^\d{1,9}$/;

/** Parameters of GET /api/v1/chat/{id}/stream. */
export class ResumeStreamDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_EVENT_ID,
    description: 'As the header Last-Event-ID, for clients that cannot set it.',
  })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_EVENT_ID)
  lastEventId?: number;
}

/** That an answer is being ended. */
export class CancelledChatDto {
  @ApiProperty({ example: 'chat_7q4k2m9x0c1v3b5n8t6r4w2z1y' })
  id!: string;
}

/** Answers that go on without their readers. */
@ApiTags('chat')
@Authenticated({ scope: 'chat' })
@Controller('api/v1/chat')
export class ChatStreamsController {
  constructor(private readonly streams: AnswerStreams) {}

  @Get(':id/stream')
  @ApiOperation({
    summary: 'Follow an answer again after a reload.',
    description:
      'The events of a resumable stream from the first on, or after `Last-Event-ID`, then those to come. 404 for an id that never ' +
      'was or is not yours, 410 for what is not kept any more.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The last event that you have.', example: '12' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The events of docs/api.md.', schema: { type: 'string' } })
  async resume(
    @Param('id') id: string,
    @Query() { lastEventId }: ResumeStreamDto,
    @Headers('last-event-id') header: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const abort = abortOnDisconnect(request, reply);
    const after = readEventId(header) ?? lastEventId ?? 0;
    const frames = await this.streams.read(principalOf(request), id, after, abort.signal);
    await sendEventStream(reply, frames, {
      abort,
      toFrames: (frame) => [frame],
      // Everything was seen: EventSource takes 204 for the end and does not come again (HTML standard, section 9.2.3).
      onEmpty: () => void reply.code(HttpStatus.NO_CONTENT).send(),
      onError: (error) => [{ event: 'error', data: JSON.stringify(toErrorBody(error, request.id)) }],
    });
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    summary: 'End an answer that is being given.',
    description: 'Its stream ends with the error `request_cancelled`; in its conversation it stays, `interrupted`.',
  })
  @ApiAcceptedResponse({ type: CancelledChatDto })
  async cancel(@Param('id') id: string, @Req() request: FastifyRequest): Promise<CancelledChatDto> {
    await this.streams.cancel(principalOf(request), id);
    return { id };
  }
}

function readEventId(header: string | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (EVENT_ID.test(header)) return Number(header);
  throw new AppError('invalid_parameter', 'Last-Event-ID must be the id of an event of this stream.', {
    param: 'Last-Event-ID',
  });
}
