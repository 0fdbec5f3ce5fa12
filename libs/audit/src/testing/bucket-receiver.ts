import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who may write to the bucket, and where it lies. */
export interface BucketCredentials {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const LONGEST_SKEW_MS = 900_000;

/**
 * A bucket for tests on a free port of 127.0.0.1, as strict as one with object lock: takes PUT of objects with a right signature
 * (Signature Version 4, written from its documentation), with the hash of the body signed and its MD5 given, and no object twice.
 */
export class BucketReceiver {
  /** The bodies of what was written, by path. */
  readonly objects = new Map<string, string>();
  /** Why requests were refused. */
  readonly refusals: string[] = [];
  /** Answers every request so, in place of what it deserves, while set. */
  outage: number | undefined;

  private constructor(
    private readonly server: Server,
    private readonly credentials: BucketCredentials,
  ) {}

  static async start(credentials: BucketCredentials): Promise<BucketReceiver> {
    const server = createServer({ keepAliveTimeout: 0 });
    const receiver = new BucketReceiver(server, credentials);
    server.on('request', (request: IncomingMessage, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        response.statusCode = receiver.outage ?? receiver.take(request, Buffer.concat(pieces));
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** `http://127.0.0.1:port`, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: IncomingMessage, body: Buffer): number {
    const path = request.url ?? '';
    const refusal = this.refusalOf(request, body) ?? (this.objects.has(path) ? 'it is there already' : undefined);
    if (refusal === undefined) {
      this.objects.set(path, body.toString('utf8'));
      return 200;
    }
    this.refusals.push(`${path}: ${refusal}`);
    return 403;
  }

  private refusalOf(request: IncomingMessage, body: Buffer): string | undefined {
    if (request.method !== 'PUT') return `method ${request.method}`;
    const bodyHash = sha256(body).toString('hex');
    if (headerOf(request, 'x-amz-content-sha256') !== bodyHash) return 'the hash of the body is not that of the body';
    const md5 = createHash('md5').update(body).digest('base64');
    if (headerOf(request, 'content-md5') !== md5) return 'the MD5 of the body is not that of the body';
    const moment = headerOf(request, 'x-amz-date');
    const at = Date.parse(moment.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    if (!(Math.abs(Date.now() - at) < LONGEST_SKEW_MS)) return `the time ${moment}`;
    const { region, accessKeyId } = this.credentials;
    const scope = `${moment.slice(0, 8)}/${region}/s3/aws4_request`;
    const signed = /^AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/;
    const [, credential, names = '', signature] = signed.exec(headerOf(request, 'authorization')) ?? [];
    if (credential !== `${accessKeyId}/${scope}`) return `the credential ${credential}`;
    for (const name of ['host', 'content-md5', 'x-amz-content-sha256', 'x-amz-date']) {
      if (!names.split(';').includes(name)) return `${name} is not signed`;
    }
    const text = [
      'AWS4-HMAC-SHA256',
      moment,
      scope,
      sha256(canonicalRequest(request, names, bodyHash)).toString('hex'),
    ];
    return this.sign(scope, text.join('\n')) === signature ? undefined : 'the signature';
  }

  private sign(scope: string, text: string): string {
    const start = Buffer.from(`AWS4${this.credentials.secretAccessKey}`);
    const key = scope.split('/').reduce<Buffer>((secret, part) => hmac(secret, part), start);
    return hmac(key, text).toString('hex');
  }
}

function canonicalRequest(request: IncomingMessage, names: string, bodyHash: string): string {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const headers = names.split(';').map((name) => `${name}:${headerOf(request, name).trim()}\n`);
  const encoded = decodeURIComponent(path).split('/').map(encode).join('/');
  return [request.method, encoded, query, headers.join(''), names, bodyHash].join('\n');
}

/** Everything but unreserved characters (RFC 3986 section 2.3) by its bytes. */
function encode(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function headerOf(request: IncomingMessage, name: string): string {
  return String(request.headers[name] ?? '');
}

function sha256(data: Buffer | string): Buffer {
  return createHash('sha256').update(data).digest();
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
