import type { Checkpoint } from '../checkpoint';
import { BucketReceiver } from '../testing';
import { S3Anchor } from './s3-anchor';

const CREDENTIALS = { region: 'eu-central-1', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'a/secret+of=the bucket' };
const CHECKPOINT: Checkpoint = {
  organisationId: 'org_1',
  sequence: 42,
  hash: 'ab'.repeat(32),
  at: 1_795_000_000_000,
  keyId: '0123456789abcdef',
  signature: 'c2ln',
};

describe('S3Anchor', () => {
  let bucket: BucketReceiver;

  beforeEach(async () => {
    bucket = await BucketReceiver.start(CREDENTIALS);
  });
  afterEach(() => bucket.close());

  const anchor = (path: string, more: Partial<typeof CREDENTIALS> = {}): S3Anchor =>
    new S3Anchor({ url: new URL(`${bucket.url}${path}`), ...CREDENTIALS, ...more });

  it.each(['/trail', '/trail/', '/trail/a%20folder', '/trail/it(was)!'])(
    'writes each checkpoint as a signed object of its own under %s',
    async (path) => {
      await anchor(path).write(CHECKPOINT);
      await anchor(path).write({ ...CHECKPOINT, sequence: 43 });
      expect(bucket.refusals).toEqual([]);
      const folder = path.replace(/\/$/, '');
      expect([...bucket.objects]).toEqual([
        [`${folder}/org_1/0000000000000042-0123456789abcdef.json`, `${JSON.stringify(CHECKPOINT)}\n`],
        [
          `${folder}/org_1/0000000000000043-0123456789abcdef.json`,
          `${JSON.stringify({ ...CHECKPOINT, sequence: 43 })}\n`,
        ],
      ]);
    },
  );

  it.each([
    ['another secret', { secretAccessKey: 'other' }],
    ['another region', { region: 'us-east-1' }],
    ['another key', { accessKeyId: 'AKIAOTHER' }],
  ])('fails when the bucket refuses it: %s', async (_, wrong) => {
    await expect(anchor('/trail', wrong).write(CHECKPOINT)).rejects.toThrow('The bucket answered 403.');
    expect(bucket.objects.size).toBe(0);
  });

  it.each([301, 500, 503])('fails when the bucket answers %i', async (status) => {
    bucket.outage = status;
    await expect(anchor('/trail').write(CHECKPOINT)).rejects.toThrow(`The bucket answered ${status}.`);
  });
});
