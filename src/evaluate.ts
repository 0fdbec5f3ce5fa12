import 'reflect-metadata';
import { AppError, RandomIdGenerator, SystemClock } from '@app/kernel';
import { ModelRegistry } from '@app/providers';
import { createStrategies, StrategyRegistry } from '@app/reasoning';
import { BareTurns } from './chat/bare-turns';
import { TurnCore } from './chat/turn-core';
import { TurnPlanner } from './chat/turn-planner';
import { ConfigError } from './config/config-error';
import { loadConfig } from './config/load-config';
import { runEvalCommand } from './evaluations/command/eval-command';
import { evalHelp } from './evaluations/command/eval-flags';
import { readEvalOptions, type EvalOptions } from './evaluations/command/eval-options';
import { UsageError } from './evaluations/command/usage-error';
import { listenForStop } from './stop-signal';
import { TurnAnswerer } from './turn-answerer';

const INTERRUPTED = 130;

/**
 * `npm run eval`: the models and strategies of the server without HTTP and without stores. Resolves with the exit code: 0 when every
 * question was asked, 1 when it could not start or go on (the reason is on standard error), 130 when it was interrupted.
 */
export async function evaluate(args: readonly string[], baseDir: string): Promise<number> {
  try {
    const options = readEvalOptions(args);
    if (options !== undefined) return await run(options, baseDir);
    process.stdout.write(evalHelp());
    return 0;
  } catch (error) {
    process.stderr.write(`\n${reasonOf(error)}\n`);
    return 1;
  }
}

async function run(options: EvalOptions, baseDir: string): Promise<number> {
  const config = loadConfig();
  const clock = new SystemClock();
  const models = new ModelRegistry(config.providers);
  const { statedConfidence } = config.reasoning;
  const strategies = new StrategyRegistry(createStrategies(clock, { cot: { statedConfidence } }));
  const planner = new TurnPlanner(models, strategies, config.reasoning, new RandomIdGenerator());
  const turns = new BareTurns(planner, new TurnCore(models, strategies, clock, []), clock);
  try {
    const end = await runEvalCommand(
      options,
      {
        answerer: new TurnAnswerer(turns),
        modelId: (name) => models.resolve(name).model.descriptor.id,
        clock,
        baseDir,
        dataDir: config.server.dataDir,
        output: process.stdout,
      },
      listenForStop(),
    );
    return end === 'complete' ? 0 : INTERRUPTED;
  } finally {
    await models.close();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof AppError || error instanceof ConfigError) return error.message;
  return error instanceof Error
    ? `The evaluation ended unexpectedly: ${error.message}`
    : 'The evaluation ended unexpectedly.';
}
