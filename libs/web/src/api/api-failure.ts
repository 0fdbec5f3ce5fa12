import type { ErrorBody, ErrorCode } from '@app/contracts';

/** What went wrong before the server could say so: it was not reached, or what came is none of its answers. */
export type ClientErrorCode = 'unreachable' | 'interrupted' | 'unreadable';

/** What else is known about a failure. */
export interface FailureDetails {
  status?: number;
  requestId?: string;
  param?: string;
  retryAfterMs?: number;
  /** Where the question and its failure are stored. */
  conversationId?: string;
}

/** A request that failed, in words for the person who made it. */
export class ApiFailure extends Error {
  constructor(
    readonly code: ErrorCode | ClientErrorCode,
    message: string,
    readonly details: FailureDetails = {},
  ) {
    super(message);
    this.name = 'ApiFailure';
  }
}

/** The failure that an error body describes. */
export function fromErrorBody(
  { code, message, requestId, param }: ErrorBody['error'],
  response?: Response,
): ApiFailure {
  const retryAfter = Number(response?.headers.get('retry-after') ?? NaN);
  const conversationId = response?.headers.get('x-conversation-id') ?? undefined;
  return new ApiFailure(code, message, {
    requestId,
    ...(param !== undefined && { param }),
    ...(response !== undefined && { status: response.status }),
    ...(conversationId !== undefined && { conversationId }),
    ...(Number.isFinite(retryAfter) && { retryAfterMs: retryAfter * 1000 }),
  });
}

/** The failure of an answer that is not a success. */
export async function readFailure(response: Response): Promise<ApiFailure> {
  try {
    const { error } = (await response.json()) as ErrorBody;
    return fromErrorBody(error, response);
  } catch {
    // Something between here and the server answered in its own words.
    return new ApiFailure('unreadable', `The server answered with status ${response.status} and nothing readable.`, {
      status: response.status,
    });
  }
}

/** Any thrown value as a failure. */
export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  return new ApiFailure('unreachable', 'The server could not be reached. Check that it runs and try again.');
}
