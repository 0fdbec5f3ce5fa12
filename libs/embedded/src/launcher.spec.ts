import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Launcher, USUAL_DIRECTORIES } from './launcher';

describe('Launcher', () => {
  const launcher = new Launcher(USUAL_DIRECTORIES);
  const limits = { timeoutMs: 10_000 };
  const shell = (script: string) => ({ file: '/bin/sh', args: ['-c', script] });

  it('runs a program to its end and tells its status, with both its outputs', async () => {
    const result = await launcher.run(shell('cat; echo err >&2; exit 3'), { ...limits, input: 'in\n' });
    expect(result).toEqual({ code: 3, output: expect.stringMatching(/^(in\nerr|err\nin)\n$/) as string });
  });

  it('tells of a program that is not there as of one that failed', async () => {
    const result = await launcher.run({ file: '/no/such/program', args: [] }, limits);
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/No such file|ENOENT/);
  });

  it('has no status for a program that ran too long or was given up', async () => {
    expect(await launcher.run(shell('exec sleep 60'), { timeoutMs: 1 })).toMatchObject({ code: undefined });
    const abort = new AbortController();
    const result = launcher.run(shell('exec sleep 60'), { ...limits, signal: abort.signal });
    abort.abort();
    expect(await result).toMatchObject({ code: undefined });
  });

  it('finds programs on its search path only', () => {
    expect(launcher.find('sh')).toMatch(/\/sh$/);
    expect(launcher.find('no-such-program')).toBeUndefined();
    expect(new Launcher('/nowhere').find('sh')).toBeUndefined();
  });

  const asRoot = process.getuid?.() === 0 && launcher.canKeepCapability ? it : it.skip;
  asRoot(
    'lets another account into a directory that only root may enter, with one capability and no other',
    async () => {
      const closed = mkdtempSync(join(tmpdir(), 'stepwise-closed-')); // mode 0700, owner root
      copyFileSync('/bin/true', join(closed, 'program'));
      const script = `test -x ${closed}/program && ${closed}/program && id -u && grep -E 'Cap(Prm|Eff)' /proc/self/status`;
      const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };

      const without = await launcher.run({ ...shell(script), account: nobody }, limits);
      expect(without.code).not.toBe(0);
      const withIt = await launcher.run(
        { ...shell(script), account: { ...nobody, capability: 'dac_override' } },
        limits,
      );
      expect(withIt.output.split(/\s+/)).toEqual([
        '65534',
        'CapPrm:',
        '0000000000000002',
        'CapEff:',
        '0000000000000002',
        '',
      ]);
    },
  );
});
