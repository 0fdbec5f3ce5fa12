import { Process, Processor } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import type { Job } from 'bull';
import { assertOneProcessorEach, type FoundProcessor } from './found-processor';
import { ProcessorScan } from './processor-scan';

@Processor('maintenance')
class Checker {
  readonly done: unknown[] = [];

  @Process('provider-check')
  check({ data }: Job): string {
    this.done.push(data);
    return 'checked';
  }

  notAJob(): void {
    this.done.length = 0;
  }
}

@Processor('evaluations')
class Evaluator {
  @Process('evaluation')
  evaluate(): void {
    // never called
  }
}

@Processor('maintenance')
class Summer {
  @Process('alert-webhook')
  alert(): void {
    // never called
  }

  @Process('analytics-rollup')
  rollUp(): void {
    // never called
  }

  @Process('retention')
  remove(): void {
    // never called
  }
}

@Processor('warmups')
class Warmer {
  @Process('cache-warmup')
  warm(): void {
    // never called
  }
}

@Processor('maintenance')
class SecondChecker {
  @Process({ name: 'provider-check', concurrency: 4 })
  again(): void {
    // never called
  }
}

@Processor('reports')
class Stray {
  @Process('provider-check')
  elsewhere(): void {
    // never called
  }

  @Process('provider-chekc')
  misspelt(): void {
    // never called
  }
}

async function found(...providers: (new () => unknown)[]): Promise<FoundProcessor[]> {
  @Module({ imports: [DiscoveryModule], providers: [ProcessorScan, ...providers] })
  class Probe {}
  const app = await NestFactory.createApplicationContext(Probe, { logger: false });
  return app.get(ProcessorScan).find();
}

const refusalOf = (processors: FoundProcessor[]) => () => {
  assertOneProcessorEach(processors);
};

describe('the processors of an app', () => {
  it('are found by their decorators and called on their instance', async () => {
    const [processor, ...more] = await found(Checker);

    expect(more).toEqual([]);
    expect(processor).toMatchObject({
      queue: 'maintenance',
      job: 'provider-check',
      where: 'Checker.check',
      concurrency: 1,
    });
    expect(await processor?.run({ data: 1 } as Job)).toBe('checked');
    expect(refusalOf(await found(Checker, Evaluator, Summer, Warmer))).not.toThrow();
  });

  it('stop the start with a sentence when a job has none', async () => {
    expect(refusalOf(await found())).toThrow(
      "The job provider-check has no processor: add a method with @Process('provider-check') to a class with @Processor('maintenance').",
    );
  });

  it('stop the start when a job has two, and tell where', async () => {
    expect(refusalOf(await found(Checker, SecondChecker))).toThrow(
      'The job provider-check has 2 processors (Checker.check and SecondChecker.again): keep one.',
    );
  });

  it('stop the start when one works another queue, or a job that nobody knows', async () => {
    const refusal = refusalOf(await found(Stray));

    expect(refusal).toThrow('The job provider-check lives in the queue maintenance, and its processor Stray.elsewhere');
    expect(refusal).toThrow(
      'The processor Stray.misspelt is for the job provider-chekc, which libs/queue does not have',
    );
  });
});
