import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Job } from 'bull';
import type { FoundProcessor } from './found-processor';

/** Where `@Processor` and `@Process` of @nestjs/bull leave what they were given. The package does not export the names. */
const PROCESSOR_METADATA = 'bull:module_queue';
const PROCESS_METADATA = 'bull:module_queue_process';

/** Finds the processors of the whole app. */
@Injectable()
export class ProcessorScan {
  private readonly methods = new MetadataScanner();

  constructor(private readonly discovery: DiscoveryService) {}

  /** Every method with `@Process` of every provider with `@Processor`. */
  find(): FoundProcessor[] {
    return this.discovery.getProviders().flatMap(({ instance }: { instance: unknown }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      const processor = metadataOf(PROCESSOR_METADATA, instance.constructor);
      return processor === undefined ? [] : this.methodsOf(instance, processor.name ?? 'default');
    });
  }

  private methodsOf(instance: object, queue: string): FoundProcessor[] {
    const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
    return this.methods.getAllMethodNames(prototype).flatMap((name) => {
      const method = prototype[name];
      if (typeof method !== 'function') return [];
      const process = metadataOf(PROCESS_METADATA, method);
      if (process === undefined) return [];
      return [
        {
          queue,
          job: process.name,
          where: `${instance.constructor.name}.${name}`,
          concurrency: process.concurrency ?? 1,
          run: (job: Job) => Promise.resolve(Reflect.apply(method, instance, [job]) as unknown),
        },
      ];
    });
  }
}

/** What the decorators are given. */
interface DecoratorOptions {
  name?: string;
  concurrency?: number;
}

function metadataOf(key: string, target: object): DecoratorOptions | undefined {
  return Reflect.getMetadata(key, target) as DecoratorOptions | undefined;
}
