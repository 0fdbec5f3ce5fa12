import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The ACL file that the product ships, with this password, in the directory. Returns its path. */
export function writeAclFile(directory: string, password: string): string {
  const shipped = readFileSync(resolve(__dirname, '../../deploy/redis/stepwise.acl'), 'utf8');
  const path = join(directory, 'users.acl');
  writeFileSync(path, shipped.replace('PASSWORD_SHA256', createHash('sha256').update(password).digest('hex')));
  return path;
}
