import { asFailure, readFailure } from './api-failure';

/** A request to our own server. */
export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
  accept?: string;
  /** The version that is to be changed; another one is left as it is. */
  version?: number;
  /** Has a stream go on after this event. */
  lastEventId?: string;
}

let csrfToken: string | undefined;
let onUnauthenticated = (): void => undefined;

/** Sets what proves that a request comes from this page; undefined without a login. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

/** Sets what happens when the server wants to know who is there. */
export function setUnauthenticatedHandler(handler: () => void): void {
  onUnauthenticated = handler;
}

/** Sends a request. Throws {@link ApiFailure} for anything but success, and the signal's reason once it is aborted. */
export async function send(path: string, request: ApiRequest = {}): Promise<Response> {
  const { method = 'GET', body, signal } = request;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: headersOf(request),
      credentials: 'same-origin',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw asFailure(error);
  }
  if (response.ok) return response;
  if (response.status === 401) onUnauthenticated();
  throw await readFailure(response);
}

/** The JSON that a request is answered with. */
export async function requestJson<T>(path: string, request?: ApiRequest): Promise<T> {
  const response = await send(path, request);
  return (await response.json()) as T;
}

function headersOf({
  method = 'GET',
  body,
  accept = 'application/json',
  lastEventId,
  version,
}: ApiRequest): Record<string, string> {
  return {
    accept,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    ...(version !== undefined && { 'if-match': `"${version}"` }),
    ...(csrfToken !== undefined && method !== 'GET' && { 'x-csrf-token': csrfToken }),
  };
}
