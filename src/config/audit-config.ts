import { join, resolve } from 'node:path';
import type { ConfigProblem } from './config-error';
import { fileProblem } from './file-problem';
import type { SettingValues } from './settings';

/** A bucket for checkpoints. */
export interface BucketConfig {
  url: URL;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** What is in the audit trail, and where its proofs go. A class, so that it can be injected. */
export class AuditConfig {
  /** Absolute path of the PEM file with the private key; made when it is missing. */
  readonly signingKeyFile!: string;
  /** Absolute path of the file of checkpoints. */
  readonly anchorFile!: string;
  /** Absolute path of the folder of archived segments. */
  readonly archiveDir!: string;
  /** `udp://host:port` or `tcp://host:port`. */
  readonly syslog: URL | undefined;
  readonly bucket: BucketConfig | undefined;
  /** Time between two checkpoints of a chain that moves, milliseconds. */
  readonly checkpointIntervalMs!: number;
  /** Whether every chat is audited, by the hashes of question and answer. */
  readonly auditsChats!: boolean;

  constructor(values: AuditConfig) {
    Object.assign(this, values);
  }
}

const BUCKET = ['AUDIT_BUCKET_URL', 'AUDIT_BUCKET_ACCESS_KEY', 'AUDIT_BUCKET_SECRET'] as const;

/** Adds what is wrong with the settings of the audit trail taken together. */
export function checkAudit(values: SettingValues, problems: ConfigProblem[]): void {
  const missing = BUCKET.filter((variable) => values[variable] === undefined);
  if (missing.length > 0 && missing.length < BUCKET.length) {
    for (const variable of missing)
      problems.push({ variable, reason: `must be set too: ${BUCKET.join(', ')} belong together` });
  }
  const { AUDIT_SIGNING_KEY_FILE: keyFile } = values;
  const reason = keyFile === undefined ? undefined : fileProblem(keyFile, 'PRIVATE KEY');
  if (reason !== undefined) problems.push({ variable: 'AUDIT_SIGNING_KEY_FILE', reason });
}

/** The settings of the audit trail. */
export function auditConfig(values: SettingValues): AuditConfig {
  const folder = resolve(values.DATA_DIR, 'audit');
  const { AUDIT_SIGNING_KEY_FILE: keyFile, AUDIT_ANCHOR_FILE: anchorFile, AUDIT_SYSLOG_URL: syslog } = values;
  return new AuditConfig({
    signingKeyFile: keyFile === undefined ? join(folder, 'signing-key.pem') : resolve(keyFile),
    anchorFile: anchorFile === undefined ? join(folder, 'checkpoints.ndjson') : resolve(anchorFile),
    archiveDir: join(folder, 'archive'),
    syslog: syslog === undefined ? undefined : new URL(syslog),
    bucket: bucketOf(values),
    checkpointIntervalMs: values.AUDIT_CHECKPOINT_INTERVAL,
    auditsChats: values.AUDIT_CHATS,
  });
}

function bucketOf(values: SettingValues): BucketConfig | undefined {
  const [url, accessKeyId, secretAccessKey] = BUCKET.map((variable) => values[variable]);
  if (url === undefined || accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { url: new URL(url), region: values.AUDIT_BUCKET_REGION, accessKeyId, secretAccessKey };
}
