import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { abortOnDisconnect } from '../http/client-abort';
import { Idempotent } from '../http/decorators/idempotent.decorator';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { toErrorBody } from '../http/errors/error-body';
import { sendEventStream } from '../http/sse/send-event-stream';
import type { SseFrame } from '../http/sse/sse-frame';
import { MetricsDto, MetricsLiveQueryDto, MetricsQueryDto, NewMetricEventsDto } from './dto/metrics.dto';
import { MetricTail, type TailEvent } from './metric-tail';
import { MonitoringService } from './monitoring.service';

const ID = /^\d{1,15}-\d{1,15}$/;

/** What was measured of late. */
@ApiTags('monitoring')
@Authenticated({ roles: ['operator'], scope: 'operations', installation: true })
@Controller('api/v1/monitoring/metrics')
export class MetricEventsController {
  constructor(
    private readonly monitoring: MonitoringService,
    private readonly tail: MetricTail,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Metric events of the last seconds, oldest first.',
    description: 'Each process adds one event a second for each metric and its tags (docs/monitoring.md lists them).',
  })
  @ApiOkResponse({ type: MetricsDto })
  list(@Query() query: MetricsQueryDto): Promise<MetricsDto> {
    return this.monitoring.events(query);
  }

  @Post()
  @Idempotent()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Add metrics of your own; they are kept and watched as ours.' })
  @ApiBody({
    type: NewMetricEventsDto,
    examples: {
      events: { value: { events: [{ name: 'shop.orders', value: 12, kind: 'sum', tags: { shop: 'north' } }] } },
    },
  })
  @ApiAcceptedResponse({ schema: { example: { accepted: 1 } } })
  async add(@Body() { events }: NewMetricEventsDto): Promise<{ accepted: number }> {
    await this.monitoring.take(events);
    return { accepted: events.length };
  }

  @Get('live')
  @ApiOperation({
    summary: 'Metric events as they come.',
    description:
      '`ready` at once, then `metric` events with the ids of the stream, and `gap {missed}` when entries are gone that the reader has not had (`unknown`: the stream has begun anew). `Last-Event-ID` goes on after that entry.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'string', example: '1767322800000-42' } })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: {
      type: 'string',
      example:
        'id: 1767322800000-43\nevent: metric\ndata: {"name":"chat.turns","kind":"sum","value":3,"count":3,"tags":{},"time":1767322800000}\n\n',
    },
  })
  async live(
    @Query() { names, lastEventId }: MetricsLiveQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const abort = abortOnDisconnect(request, reply);
    const wanted = names === undefined ? undefined : new Set(names.split(',').map((name) => name.trim()));
    const header = request.headers['last-event-id'];
    const last = typeof header === 'string' && ID.test(header) ? header : lastEventId;
    await sendEventStream(
      reply,
      this.tail.follow(last, ({ name }) => wanted?.has(name) ?? true, abort.signal),
      {
        abort,
        toFrames: toFrames,
        onError: (error) => [{ event: 'error', data: JSON.stringify(toErrorBody(error, request.id)) }],
      },
    );
  }
}

function toFrames(event: TailEvent): SseFrame[] {
  if (event.type === 'entry') {
    const { id, ...entry } = event.entry;
    return [{ id, event: 'metric', data: JSON.stringify(entry) }];
  }
  return [
    { id: event.id, event: event.type, data: JSON.stringify(event.type === 'gap' ? { missed: event.missed } : {}) },
  ];
}
