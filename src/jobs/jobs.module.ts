import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { RedisConnectionLimit } from '@app/storage';
import type { JobsConfig, RedisConfig } from '../config/app-config';
import { DeadLetters } from './dead-letters';
import { JobQueues } from './job-queues';
import { JobRunner } from './job-runner';
import { ProcessorScan } from './processor-scan';
import { QueuesController } from './queues.controller';
import { QueueConnections } from './queue-connections';

/** Background jobs: queues in Redis, the processors that the features bring, and what makes them run. */
@Module({})
export class JobsModule {
  static register(config: JobsConfig, redis: RedisConfig): DynamicModule {
    return {
      module: JobsModule,
      imports: [DiscoveryModule],
      controllers: [QueuesController],
      providers: [
        DeadLetters,
        ProcessorScan,
        {
          provide: QueueConnections,
          inject: [RedisConnectionLimit],
          useFactory: (limit: RedisConnectionLimit) => new QueueConnections(redis, limit),
        },
        {
          provide: JobQueues,
          inject: [QueueConnections],
          useFactory: (connections: QueueConnections) => new JobQueues(connections),
        },
        {
          provide: JobRunner,
          inject: [ProcessorScan, QueueConnections, JobQueues],
          useFactory: (scan: ProcessorScan, connections: QueueConnections, queues: JobQueues) =>
            new JobRunner(scan, connections, queues, config),
        },
      ],
      exports: [JobQueues, JobRunner],
    };
  }
}
