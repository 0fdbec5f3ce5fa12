import type { StreamPart } from '@app/model';

/** What came out of a reply, and how it ended. */
export interface Drained {
  parts: StreamPart[];
  /** Undefined when it ended well. */
  error: unknown;
}

/** Reads to the end or to the failure; `after` runs after each part. */
export async function drain(reply: AsyncIterable<StreamPart>, after?: () => unknown): Promise<Drained> {
  const parts: StreamPart[] = [];
  try {
    for await (const part of reply) {
      parts.push(part);
      await after?.();
    }
    return { parts, error: undefined };
  } catch (error) {
    return { parts, error };
  }
}

/** All that a logger could find in an error, its causes included. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => String(error[name as keyof Error]));
  return [...own, error.cause === undefined ? '' : everythingIn(error.cause)].join('\n');
}
