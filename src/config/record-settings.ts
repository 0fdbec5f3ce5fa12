import { connectionUrl, flag, integer, oneOf, seconds, secret, text, textOr } from './setting';

/** Settings of usage and spend. */
export const USAGE_SETTINGS = {
  USAGE_REQUIRED: flag(
    'Whether a model is only asked when the row of the call is on disk; budgets ask for that in any case.',
    false,
  ),
  USAGE_RECORDED: oneOf(
    'Which calls of models are in the usage ledger: all, or only those that count against a budget.',
    ['all', 'budgeted'],
    'all',
  ),
};

/** Settings of the audit trail. */
export const AUDIT_SETTINGS = {
  AUDIT_CHATS: flag(
    'Whether every chat is audited, by the hashes of question and answer; no answer is given out without its entry then.',
    false,
  ),
  AUDIT_CHECKPOINT_INTERVAL: seconds('Time between two signed checkpoints of the audit trail, seconds.', 1, 86_400, 60),
  AUDIT_ANCHOR_FILE: text('File that gets the checkpoints. Not set: audit/checkpoints.ndjson in DATA_DIR.'),
  AUDIT_SIGNING_KEY_FILE: text(
    'PEM file with the Ed25519 private key that signs checkpoints. Not set: one is made in DATA_DIR.',
  ),
  AUDIT_SYSLOG_URL: connectionUrl('Syslog server that gets the checkpoints too: udp://host:514 or tcp://host:601.', [
    'udp',
    'tcp',
  ]),
  AUDIT_BUCKET_URL: connectionUrl('Bucket that gets the checkpoints too, S3-compatible: https://host/bucket/folder.', [
    'http',
    'https',
  ]),
  AUDIT_BUCKET_REGION: textOr('Region of the bucket.', 'us-east-1'),
  AUDIT_BUCKET_ACCESS_KEY: text('Access key of the bucket; it needs to write only.'),
  AUDIT_BUCKET_SECRET: secret('Secret of AUDIT_BUCKET_ACCESS_KEY.'),
};

const MAX_DAYS = 36_500;

/** Settings of what is kept for how long. */
export const RETENTION_SETTINGS = {
  RETENTION_CONVERSATIONS: integer(
    'Days that conversations are kept after their last change; 0: for ever.',
    0,
    MAX_DAYS,
    0,
  ),
  RETENTION_USAGE: integer(
    'Days that calls are kept one by one; after that, sums by day. 0: for ever.',
    0,
    MAX_DAYS,
    0,
  ),
  RETENTION_AUDIT: integer(
    'Days that audit entries are in the database; after that, in files of DATA_DIR. 0: for ever.',
    0,
    MAX_DAYS,
    0,
  ),
};
