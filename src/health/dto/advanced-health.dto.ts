import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const STATUSES = ['up', 'degraded', 'down'] as const;

/** One part of the service. */
export class DependencyHealthDto {
  @ApiProperty({ enum: STATUSES })
  status!: (typeof STATUSES)[number];

  @ApiPropertyOptional({ example: 'redis does not answer', description: 'Why it is not up.' })
  message?: string;

  @ApiPropertyOptional({ example: 0.42, description: 'Milliseconds.' })
  latencyMs?: number;

  @ApiPropertyOptional({
    example: 1_767_322_800_000,
    description: 'When it was last not up, epoch milliseconds, since the start.',
  })
  lastErrorAt?: number;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { breaker: 'closed', origin: 'embedded' },
  })
  details?: Readonly<Record<string, unknown>>;
}

/** Jobs of one queue. */
export class QueueDepthDto {
  @ApiProperty({ example: 2 })
  waiting!: number;

  @ApiProperty({ example: 1 })
  active!: number;

  @ApiProperty({ example: 1 })
  delayed!: number;

  @ApiProperty({ example: 0 })
  failed!: number;
}

/** Memory of Redis, and of this process. */
export class MemoryUsageDto {
  @ApiPropertyOptional({ example: 21_000_000, description: 'Absent while Redis is away.' })
  redisUsedBytes?: number;

  @ApiPropertyOptional({ example: 536_870_912, description: 'The cap of Redis; 0: none.' })
  redisMaxBytes?: number;

  @ApiPropertyOptional({ example: 0.04, description: 'Used of the cap, 0 to 1. Absent without a cap.' })
  redisShare?: number;

  @ApiProperty({ example: 210_000_000 })
  processRssBytes!: number;

  @ApiProperty({ example: 90_000_000 })
  heapUsedBytes!: number;

  @ApiProperty({ example: 4_345_298_944 })
  heapLimitBytes!: number;
}

/** Body of GET /health/advanced. */
export class AdvancedHealthDto {
  @ApiProperty({
    enum: STATUSES,
    description: 'The worst of what the service cannot do without; `degraded` when anything else is not up.',
  })
  status!: (typeof STATUSES)[number];

  @ApiProperty({ example: 1_767_322_800_000, description: 'Epoch milliseconds. Figures are at most a second older.' })
  time!: number;

  @ApiPropertyOptional({
    example: 0.81,
    description: 'Of this process, since its start, 0 to 1. Absent before the first look-up.',
  })
  cacheHitRate?: number;

  @ApiProperty({ type: MemoryUsageDto })
  memoryUsage!: MemoryUsageDto;

  @ApiPropertyOptional({ example: 7, description: 'Connections of Redis, as INFO has it. Absent while it is away.' })
  connectedClients?: number;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/QueueDepthDto' },
    example: { maintenance: { waiting: 0, active: 0, delayed: 2, failed: 0 } },
    description: 'By queue. Absent while Redis is away.',
  })
  taskQueueDepth?: Record<string, QueueDepthDto>;

  @ApiPropertyOptional({ example: 0.6, description: 'Milliseconds of one round trip. Absent while Postgres is away.' })
  databaseLatency?: number;

  @ApiProperty({
    example: 1.2,
    description: 'How long the event loop was held up at the 99th percentile, milliseconds.',
  })
  eventLoopLagMs!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { stepwise: '0.1.0', node: '20.20.2', redis: '7.0.15', postgres: '18.4' },
  })
  versions!: Record<string, string>;

  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/DependencyHealthDto' } })
  dependencies!: Record<string, DependencyHealthDto>;
}
