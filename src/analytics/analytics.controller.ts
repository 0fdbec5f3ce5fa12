import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { abortOnDisconnect } from '../http/client-abort';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { toErrorBody } from '../http/errors/error-body';
import { sendEventStream } from '../http/sse/send-event-stream';
import { AnalyticsLive } from './analytics-live';
import { scopeOf } from './analytics-scope';
import { AnalyticsService } from './analytics.service';
import { AnalyticsQueryDto, LiveQueryDto, TimeseriesQueryDto, TopQueryDto } from './dto/analytics-query.dto';
import { AnalyticsSummaryDto, AnalyticsTimeseriesDto, AnalyticsTopDto } from './dto/analytics.dto';

/** What turns came to. Users see their own; operators and administrators their organisation. */
@ApiTags('analytics')
@Authenticated({ scope: 'usage' })
@Controller('api/v1/analytics')
export class AnalyticsController {
  constructor(
    private readonly analytics: AnalyticsService,
    private readonly live: AnalyticsLive,
  ) {}

  @Get('summary')
  @ApiOperation({
    summary: 'What turns came to in a time: how many, by what, tokens, cost, savings, latency.',
    description:
      'Users get their own, without the lists; operators and administrators the organisation (docs/analytics.md).',
  })
  @ApiOkResponse({ type: AnalyticsSummaryDto })
  summary(@Query() query: AnalyticsQueryDto, @Req() request: FastifyRequest): Promise<AnalyticsSummaryDto> {
    return this.analytics.summary(principalOf(request), query);
  }

  @Get('timeseries')
  @ApiOperation({ summary: 'The same by second, minute, hour or day, as one series or one for each value of `by`.' })
  @ApiOkResponse({ type: AnalyticsTimeseriesDto })
  timeseries(@Query() query: TimeseriesQueryDto, @Req() request: FastifyRequest): Promise<AnalyticsTimeseriesDto> {
    return this.analytics.timeseries(principalOf(request), query);
  }

  @Get('top')
  @Authenticated({ roles: ['operator'], scope: 'usage' })
  @ApiOperation({
    summary: 'The models, users or errors with the greatest sums.',
    description: 'For operators and administrators.',
  })
  @ApiOkResponse({ type: AnalyticsTopDto })
  top(@Query() query: TopQueryDto, @Req() request: FastifyRequest): Promise<AnalyticsTopDto> {
    return this.analytics.top(principalOf(request), query);
  }

  @Get('live')
  @ApiOperation({
    summary: 'What each second came to, as it passes.',
    description:
      'An event `point` a second, its id the begin of the second; of your own turns the running minute. `Last-Event-ID` goes on after that second, up to ten minutes back.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'string', example: '1767322800000' } })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: {
      type: 'string',
      example:
        'id: 1767322800000\nevent: point\ndata: {"start":1767322800000,"grain":"second","totals":{"requests":12}}\n\n',
    },
  })
  async watch(@Query() query: LiveQueryDto, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const scope = scopeOf(principalOf(request), query.scope);
    const abort = abortOnDisconnect(request, reply);
    const last = Number(request.headers['last-event-id']);
    await sendEventStream(
      reply,
      this.live.points(scope, Number.isSafeInteger(last) && last > 0 ? last : undefined, abort.signal),
      {
        abort,
        toFrames: ({ point, grain }) => [
          { id: String(point.start), event: 'point', data: JSON.stringify(Object.assign({ grain }, point)) },
        ],
        onError: (error) => [{ event: 'error', data: JSON.stringify(toErrorBody(error, request.id)) }],
      },
    );
  }
}
