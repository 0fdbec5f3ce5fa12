import { request } from 'undici';

const TIMEOUT_MS = 5_000;
/** Key sets of large issuers have a few kilobytes. */
const MOST_BYTES = 256 * 1024;

/** Fetches a key set: within 5 s, at most 256 KiB, and from nowhere else than the given address (no redirects). */
export async function fetchKeySet(url: string): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { statusCode, body } = await request(url, { headers: { accept: 'application/json' }, signal });
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MOST_BYTES) throw new Error(`The key set has more than ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status: statusCode });
}
