import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { request } from 'undici';
import { AuditAnchor } from '../audit-anchor';
import type { Checkpoint } from '../checkpoint';

const TIMEOUT_MS = 10_000;
/** Digits of the sequence in a name, so that names sort as numbers. */
const DIGITS = 16;

/** Where the objects go and who writes them. */
export interface S3AnchorOptions {
  /** `https://endpoint/bucket` or with a folder after it; also of MinIO and the like. */
  url: URL;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * Checkpoints as objects of a bucket, each under a name of its own: `…/ORGANISATION/SEQUENCE-KEY.json`. With object lock or a
 * credential that may only write, nobody who can change the database can change them.
 */
export class S3Anchor extends AuditAnchor {
  readonly name = 's3';

  constructor(private readonly options: S3AnchorOptions) {
    super();
  }

  async write(checkpoint: Checkpoint): Promise<void> {
    const { url, ...credentials } = this.options;
    const { organisationId, sequence, keyId } = checkpoint;
    const name = `${organisationId}/${String(sequence).padStart(DIGITS, '0')}-${keyId}.json`;
    const target = new URL(`${url.href.replace(/\/$/, '')}/${name}`);
    const body = `${JSON.stringify(checkpoint)}\n`;
    const signed = await new AwsV4Signer({
      ...credentials,
      service: 's3',
      method: 'PUT',
      url: target.href,
      headers: {
        'content-type': 'application/json',
        // So that the signature covers the body too, and a bucket with object lock takes it.
        'content-md5': createHash('md5').update(body).digest('base64'),
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      },
      body,
    }).sign();
    const answer = await request(signed.url, {
      method: 'PUT',
      headers: Object.fromEntries(signed.headers.entries()),
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body.dump();
    if (answer.statusCode >= 300) throw new Error(`The bucket answered ${answer.statusCode}.`);
  }
}
