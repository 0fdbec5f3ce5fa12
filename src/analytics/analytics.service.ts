import {
  AnalyticsReader,
  ArchiveStore,
  emptyTotals,
  MemoryLiveStore,
  type AnalyticsRange,
  type Cell,
  type Dimension,
  type SeriesPoint,
} from '@app/analytics';
import { AppError, Clock, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { rangeOf, scopeOf, type AnalyticsScope } from './analytics-scope';
import { SPLITS, type AnalyticsQueryDto, type TimeseriesQueryDto, type TopQueryDto } from './dto/analytics-query.dto';
import type {
  AnalyticsPointDto,
  AnalyticsRangeDto,
  AnalyticsSeriesDto,
  AnalyticsSummaryDto,
  AnalyticsTimeseriesDto,
  AnalyticsTopDto,
} from './dto/analytics.dto';
import { toLatency, toMean, toRate, toValueTotals } from './to-analytics-dto';

const MAX_SERIES = 20;
const DEFAULT_TOP = 10;

/** The fields of a body as plain data. */
type Fields<Dto> = { [Name in keyof Dto]: Dto[Name] };

type Split = (typeof SPLITS)[number];
type Lists = Pick<AnalyticsSummaryDto, `by${Capitalize<Split>}`>;

/** Answers questions about turns: of the caller's own, or of its organisation where its role allows it. */
@Injectable()
export class AnalyticsService {
  private readonly archiveAlone: AnalyticsReader;

  constructor(
    private readonly reader: AnalyticsReader,
    private readonly clock: Clock,
    archive: ArchiveStore,
  ) {
    this.archiveAlone = new AnalyticsReader(new MemoryLiveStore(), archive);
  }

  async summary(principal: Principal, query: AnalyticsQueryDto): Promise<AnalyticsSummaryDto> {
    const { scope, range } = this.askedBy(principal, query);
    const [dimension, value] = cellOf(scope);
    const { answer, live } = await this.ask(async (reader) => {
      const [[all], users, lists] = await Promise.all([
        reader.cells(range, dimension, value),
        scope.userId === undefined ? reader.countUsers(range) : undefined,
        scope.userId === undefined ? listsOf(reader, range) : {},
      ]);
      return { all, users, lists };
    });
    const totals = answer.all?.totals ?? emptyTotals();
    return {
      ...toRangeDto(scope, range, live),
      totals,
      errorRate: toRate(totals.errors, totals.requests),
      cacheHitRate: toRate(totals.cacheHits, totals.requests),
      ...(answer.users === undefined ? {} : { uniqueUsers: answer.users }),
      ...timesOf(answer.all),
      ...answer.lists,
    };
  }

  async timeseries(principal: Principal, query: TimeseriesQueryDto): Promise<AnalyticsTimeseriesDto> {
    const { scope, range } = this.askedBy(principal, query);
    if (query.by !== undefined && scope.userId !== undefined) {
      throw new AppError('invalid_parameter', 'Your own turns are not kept by another property. Leave out by.', {
        param: 'by',
      });
    }
    const [dimension, value] = query.by === undefined ? cellOf(scope) : [query.by, query.value];
    const { answer, live } = await this.ask((reader) => reader.series(range, dimension, value));
    const series = query.by === undefined ? [toSeries('all', value, answer)] : splitSeries(answer);
    return {
      ...toRangeDto(scope, range, live),
      series: series.slice(0, MAX_SERIES),
      omitted: Math.max(0, series.length - MAX_SERIES),
    };
  }

  async top(principal: Principal, query: TopQueryDto): Promise<AnalyticsTopDto> {
    const { scope, range } = this.askedBy(principal, query);
    if (scope.userId !== undefined) {
      throw new AppError('forbidden', 'What is most used in the organisation is for operators and administrators.');
    }
    const { dimension = 'model', measure = 'requests', limit = DEFAULT_TOP } = query;
    const { answer, live } = await this.ask((reader) => reader.top(range, dimension, measure, limit));
    return { ...toRangeDto(scope, range, live), items: answer };
  }

  /** The buckets of seconds or minutes in a range, for watching. Rejects when Redis does not answer. */
  async watch(scope: AnalyticsScope, range: AnalyticsRange): Promise<AnalyticsPointDto[]> {
    const [dimension, value] = cellOf(scope);
    const points = await this.reader.series(range, dimension, value);
    return points.map((point) => toPoint(point.start, point.cells[0]));
  }

  private askedBy(principal: Principal, query: AnalyticsQueryDto) {
    const scope = scopeOf(principal, query.scope);
    return { scope, range: rangeOf(query, scope, this.clock.now()) };
  }

  /** Without Redis the archive alone answers, and the answer says so. */
  private async ask<T>(question: (reader: AnalyticsReader) => Promise<T>): Promise<{ answer: T; live: boolean }> {
    try {
      return { answer: await question(this.reader), live: true };
    } catch (error) {
      if (error instanceof AppError) throw error;
      return { answer: await question(this.archiveAlone), live: false };
    }
  }
}

function cellOf({ userId }: AnalyticsScope): [Dimension, string] {
  return userId === undefined ? ['all', ''] : ['user', userId];
}

async function listsOf(reader: AnalyticsReader, range: AnalyticsRange): Promise<Lists> {
  const lists = await Promise.all(
    SPLITS.map(async (split) => {
      const cells = await reader.cells(range, split);
      const sorted = cells.sort((one, other) => other.totals.requests - one.totals.requests);
      return [`by${split.charAt(0).toUpperCase()}${split.slice(1)}`, sorted.map(toValueTotals)] as const;
    }),
  );
  return Object.fromEntries(lists);
}

/** Of a user only sums are kept. */
function timesOf(cell: Cell | undefined): Pick<AnalyticsSummaryDto, 'latency' | 'firstToken'> {
  if (cell === undefined) return { latency: { count: 0 }, firstToken: { count: 0 } };
  const { totals, latency, firstToken } = cell;
  if (cell.dimension === 'user') {
    return {
      latency: toMean(totals.requests, totals.latencyMs),
      firstToken: toMean(totals.requests, totals.firstTokenMs),
    };
  }
  return { latency: toLatency(latency, totals.latencyMs), firstToken: toLatency(firstToken, totals.firstTokenMs) };
}

function toRangeDto(
  { userId }: AnalyticsScope,
  { grain, from, to }: AnalyticsRange,
  live: boolean,
): Fields<AnalyticsRangeDto> {
  return { scope: userId === undefined ? 'organisation' : 'own', grain, from, to, live };
}

/** Most requests first. */
function splitSeries(points: readonly SeriesPoint[]): AnalyticsSeriesDto[] {
  const values = new Set(points.flatMap(({ cells }) => cells.map(({ value }) => value)));
  const series = [...values].map((value) => toSeries(value, value, points));
  const requests = ({ points: all }: AnalyticsSeriesDto) => all.reduce((sum, { totals }) => sum + totals.requests, 0);
  return series.sort((one, other) => requests(other) - requests(one));
}

function toSeries(name: string, value: string | undefined, points: readonly SeriesPoint[]): AnalyticsSeriesDto {
  return {
    value: name,
    points: points.map(({ start, cells }) =>
      toPoint(
        start,
        cells.find((cell) => cell.value === value),
      ),
    ),
  };
}

function toPoint(start: number, cell: Cell | undefined): AnalyticsPointDto {
  if (cell === undefined) return { start, totals: emptyTotals() };
  const { value: _value, ...point } = toValueTotals(cell);
  return { start, ...point };
}
