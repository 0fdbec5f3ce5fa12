import { AppError } from '@app/kernel';

/** How values of one moment are taken together: added up, or averaged by how many observations each stands for. */
export const METRIC_KINDS = ['sum', 'mean'] as const;

/** One of {@link METRIC_KINDS}. */
export type MetricKind = (typeof METRIC_KINDS)[number];

/** What was measured at a moment: one observation, or several taken together. */
export interface MetricEvent {
  /** Such as `chat.latency_ms`: see {@link checkMetricEvent}. */
  name: string;
  kind: MetricKind;
  value: number;
  /** How many observations `value` is the mean or sum of, at least 1. */
  count: number;
  /** By what it can be told apart, such as `{ model: 'vendor/name' }`. */
  tags: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  time: number;
}

const NAME = /^[a-z][a-z0-9_.]{0,63}$/;
const TAG = /^[a-z][a-z0-9_]{0,31}$/;
const MAX_TAGS = 8;
const MAX_TAG_VALUE = 100;

/** Names whose events are of the program's own making and are never taken from outside. */
export const OWN_PREFIXES = ['chat.', 'http.', 'queue.', 'process.', 'anomaly.'] as const;

/** Throws `invalid_parameter` for an event that cannot be kept. `param` is where it stands in the request. */
export function checkMetricEvent({ name, value, tags }: MetricEvent, param: string): void {
  if (!NAME.test(name)) {
    throw refusal(
      `${param}.name`,
      'A name is up to 64 lower-case letters, digits, `_` and `.`, and begins with a letter.',
    );
  }
  if (OWN_PREFIXES.some((prefix) => name.startsWith(prefix))) {
    throw refusal(`${param}.name`, `Names that begin with ${OWN_PREFIXES.join(', ')} are the program's own.`);
  }
  if (!Number.isFinite(value)) throw refusal(`${param}.value`, 'A value is a finite number.');
  const entries = Object.entries(tags);
  const isSound = ([tag, text]: [string, string]) => TAG.test(tag) && text.length > 0 && text.length <= MAX_TAG_VALUE;
  if (entries.length > MAX_TAGS || !entries.every(isSound)) {
    throw refusal(
      `${param}.tags`,
      `At most ${MAX_TAGS} tags, each a lower-case word with a text of up to ${MAX_TAG_VALUE} characters.`,
    );
  }
}

function refusal(param: string, message: string): AppError {
  return new AppError('invalid_parameter', message, { param });
}
