// Runs local models in a plain Node process, because Jest on Node 20 cannot import the ES modules of node-llama-cpp.
// Started by local-model.int-spec.ts; prints one JSON object.
import { ModelRegistry, type LocalModelConfig } from '@app/providers';
import type { ModelError, ModelRequest } from '@app/model';

const TIMEOUTS = { connectMs: 1000, firstTokenMs: 1000, idleMs: 1000, totalMs: 60_000 };
const NOWHERE = { baseUrl: 'http://127.0.0.1:9' };

/** What became of one request. */
export interface LocalOutcome {
  text: string;
  inputTokens?: number;
  outputTokens?: number;
  finish?: string;
  /** Code of the error that ended it. */
  error?: string;
}

/** What the spec hands over, as JSON. */
export interface LocalRun {
  local: LocalModelConfig;
  /** One after another, on one loaded model. `abortAfterParts` aborts once so many parts arrived. */
  requests: (Partial<ModelRequest> & { abortAfterParts?: number })[];
}

async function ask(registry: ModelRegistry, { abortAfterParts, ...more }: LocalRun['requests'][number]) {
  const outcome: LocalOutcome = { text: '' };
  const controller = new AbortController();
  const request: ModelRequest = { messages: [{ role: 'user', content: 'Hi' }], stream: true, ...more };
  let parts = 0;
  try {
    for await (const part of registry.resolve('local').model.respond(request, controller.signal)) {
      if (part.type === 'text-delta') outcome.text += part.text;
      if (part.type === 'usage') Object.assign(outcome, part.usage);
      if (part.type === 'finish') outcome.finish = part.reason;
      if (++parts === abortAfterParts) controller.abort();
    }
  } catch (error) {
    outcome.error = (error as ModelError).code;
  }
  return outcome;
}

async function main({ local, requests }: LocalRun): Promise<void> {
  const registry = new ModelRegistry({
    vendors: { openai: NOWHERE, anthropic: NOWHERE, mistral: NOWHERE, deepseek: NOWHERE },
    endpoints: [],
    models: {},
    local,
    defaultModel: 'auto',
    timeouts: TIMEOUTS,
  });
  const outcomes: LocalOutcome[] = [];
  for (const request of requests) outcomes.push(await ask(registry, request));
  await registry.close();
  process.stdout.write(`\nRESULT ${JSON.stringify(outcomes)}\n`);
}

void main(JSON.parse(process.argv[2] ?? '{}') as LocalRun);
