import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { abortOnDisconnect } from '../http/client-abort';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { toErrorBody } from '../http/errors/error-body';
import { sendEventStream } from '../http/sse/send-event-stream';
import { clientAddress } from '../http/request/client-address';
import { AnomalyDecisions } from './anomaly-decisions';
import { AnomalyFeed } from './anomaly-feed';
import {
  AnomaliesDto,
  AnomaliesQueryDto,
  AnomalyDto,
  AnomalyFeedbackDto,
  DetectDto,
  DetectionDto,
  SeriesDto,
  SeriesQueryDto,
} from './dto/anomalies.dto';
import { MonitoringService } from './monitoring.service';

const ID = /^\d{1,15}-\d{1,15}$/;

/** What is watched and what was odd. */
@ApiTags('monitoring')
@Authenticated({ roles: ['operator'], scope: 'operations', installation: true })
@Controller('api/v1/monitoring')
export class AnomaliesController {
  constructor(
    private readonly monitoring: MonitoringService,
    private readonly decisions: AnomalyDecisions,
    private readonly feed: AnomalyFeed,
  ) {}

  @Get('anomalies')
  @ApiOperation({ summary: 'What was odd, newest first, with its cause.' })
  @ApiOkResponse({ type: AnomaliesDto })
  async list(@Query() query: AnomaliesQueryDto): Promise<AnomaliesDto> {
    return { anomalies: await this.monitoring.anomalies(query) };
  }

  @Get('anomalies/live')
  @ApiOperation({
    summary: 'Anomalies as they are found.',
    description: '`ready` at once, then `anomaly` events. `Last-Event-ID` goes on after that event.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'string', example: '1767322800000-42' } })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: {
      type: 'string',
      example: 'id: 1767322800000-43\nevent: anomaly\ndata: {"id":"anomaly_01jk…","series":"error_rate"}\n\n',
    },
  })
  async live(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const abort = abortOnDisconnect(request, reply);
    const header = request.headers['last-event-id'];
    const last = typeof header === 'string' && ID.test(header) ? header : undefined;
    await sendEventStream(reply, this.feed.follow(last, abort.signal), {
      abort,
      toFrames: ({ id, anomaly }) => [
        anomaly === undefined
          ? { id, event: 'ready', data: '{}' }
          : { id, event: 'anomaly', data: JSON.stringify(anomaly) },
      ],
      onError: (error) => [{ event: 'error', data: JSON.stringify(toErrorBody(error, request.id)) }],
    });
  }

  @Get('anomalies/:id')
  @ApiOperation({ summary: 'One anomaly.' })
  @ApiOkResponse({ type: AnomalyDto })
  get(@Param('id') id: string): Promise<AnomalyDto> {
    return this.monitoring.anomaly(id);
  }

  @Post('anomalies/:id/feedback')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Say what became of an anomaly.',
    description:
      'A series whose anomalies are dismissed has to be stranger to be told again; confirming undoes that. Audited.',
  })
  @ApiBody({
    type: AnomalyFeedbackDto,
    examples: { dismissed: { value: { status: 'dismissed', note: 'A load test.' } } },
  })
  @ApiOkResponse({ type: AnomalyDto })
  decide(
    @Param('id') id: string,
    @Body() body: AnomalyFeedbackDto,
    @Req() request: FastifyRequest,
  ): Promise<AnomalyDto> {
    const { id: requestId } = request;
    const decider = { principal: principalOf(request), requestId, clientAddress: clientAddress(request) };
    return this.decisions.decide(id, body, decider);
  }

  @Get('series')
  @ApiOperation({ summary: 'The series that are watched, and the points and anomalies of one.' })
  @ApiOkResponse({ type: SeriesDto })
  series(@Query() query: SeriesQueryDto): Promise<SeriesDto> {
    return this.monitoring.series(query);
  }

  @Post('detect')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Judge a series of your own, without keeping it.',
    description: 'Each value is judged by those before it alone. The first 120 values are never anomalies.',
  })
  @ApiBody({ type: DetectDto, examples: { values: { value: { values: [12, 13, 12, 14, 13, 12, 48] } } } })
  @ApiOkResponse({ type: DetectionDto })
  detect(@Body() { values }: DetectDto): Promise<DetectionDto> {
    return this.monitoring.detect(values);
  }
}
