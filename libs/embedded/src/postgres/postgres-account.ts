import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedStoreError } from '../embedded-store-error';
import type { OsAccount } from '../launch-plan';
import type { Launcher } from '../launcher';

/** What the account must be able to reach. */
export interface AccountNeeds {
  /** The directory that holds the PostgreSQL data, present or not yet. */
  clusterDir: string;
  /** A program of the server. */
  program: string;
}

const RUN_LIMIT_MS = 10_000;
// capabilities(7)
const CAPABILITY_BITS = { dac_override: 1n, dac_read_search: 2n } as const;

/**
 * Whom PostgreSQL runs as. It refuses to run as root, so under root that is, in this order: the owner of the data that is
 * already there, the system's `postgres` account, one of that name made now, `nobody`.
 *
 * @returns undefined to run as this process's own user, when that is not root.
 * @throws EmbeddedStoreError when the data belongs to another user, or the account has no way to reach what it needs.
 */
export async function choosePostgresAccount(launcher: Launcher, needs: AccountNeeds): Promise<OsAccount | undefined> {
  const owner = statSync(needs.clusterDir, { throwIfNoEntry: false });
  const self = process.getuid?.() ?? 0;
  if (self !== 0) {
    if (owner === undefined || owner.uid === self) return undefined;
    throw new EmbeddedStoreError(
      `The PostgreSQL data in ${needs.clusterDir} belongs to user id ${owner.uid}, this process runs as ${self}. ` +
        'Start it as that user (or as root), or choose another DATA_DIR.',
    );
  }
  const account =
    owner !== undefined && owner.uid !== 0
      ? { name: await nameOf(launcher, owner.uid), uid: owner.uid, gid: owner.gid }
      : await systemAccount(launcher);
  return { ...account, capability: neededCapability(launcher, account, needs) };
}

async function systemAccount(launcher: Launcher): Promise<OsAccount> {
  const present = await lookUp(launcher, 'postgres');
  if (present !== undefined) return present;
  const args = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'];
  await launcher.run({ file: launcher.find('useradd') ?? 'useradd', args }, { timeoutMs: RUN_LIMIT_MS });
  const account = (await lookUp(launcher, 'postgres')) ?? (await lookUp(launcher, 'nobody'));
  if (account !== undefined) return account;
  throw new EmbeddedStoreError(
    'PostgreSQL refuses to run as root, and this system has no other account for it and lets none be made. ' +
      'Start as an ordinary user, or set DATABASE_URL.',
  );
}

async function nameOf(launcher: Launcher, uid: number): Promise<string> {
  const result = await launcher.run({ file: 'id', args: ['-nu', String(uid)] }, { timeoutMs: RUN_LIMIT_MS });
  return result.code === 0 ? result.output.trim() : `user id ${uid}`;
}

async function lookUp(launcher: Launcher, name: string): Promise<OsAccount | undefined> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((option) => launcher.run({ file: 'id', args: [option, name] }, { timeoutMs: RUN_LIMIT_MS })),
  );
  if (uid?.code !== 0 || gid?.code !== 0) return undefined;
  return { name, uid: Number(uid.output), gid: Number(gid.output) };
}

/**
 * Under root everything often lies below a directory that only root may enter: /root, or what `mktemp -d` makes. The
 * account then keeps the one capability that opens the way; the data directory itself stays its own and closed to others.
 */
function neededCapability(launcher: Launcher, account: OsAccount, needs: AccountNeeds): OsAccount['capability'] {
  const mayRun = hasExecuteBit(account, needs.program);
  if (mayRun && ancestors(needs.clusterDir, needs.program).every((path) => hasExecuteBit(account, path)))
    return undefined;
  const usable = (mayRun ? (['dac_read_search', 'dac_override'] as const) : (['dac_override'] as const)).find(
    (name) => launcher.canKeepCapability && holds(CAPABILITY_BITS[name]),
  );
  if (usable !== undefined) return usable;
  throw new EmbeddedStoreError(
    `PostgreSQL refuses to run as root, and the account it runs as (${account.name}) may not enter the project or data ` +
      'directory. Put both where every user may enter (DATA_DIR moves the data), start as an ordinary user, or set DATABASE_URL.',
  );
}

function ancestors(...paths: string[]): string[] {
  return paths.flatMap((path) => {
    const parents: string[] = [];
    for (let at = dirname(path); at !== dirname(at); at = dirname(at)) parents.push(at);
    return parents;
  });
}

function hasExecuteBit({ uid, gid }: OsAccount, path: string): boolean {
  const stat = statSync(path);
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0;
  return (stat.mode & (stat.gid === gid ? 0o010 : 0o001)) !== 0;
}

function holds(bit: bigint): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> bit) & 1n) === 1n;
}
