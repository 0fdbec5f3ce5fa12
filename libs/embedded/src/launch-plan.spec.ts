import { launchPlan, type OsAccount, type Program } from './launch-plan';

const program: Program = { file: '/opt/server', args: ['-p', '1'], env: { LC_ALL: 'C' } };
const account: OsAccount = { name: 'postgres', uid: 101, gid: 104 };

describe('launchPlan', () => {
  it('starts the program itself where the system has no setpriv', () => {
    expect(launchPlan({ ...program, lastSignal: 'SIGINT' }, undefined)).toEqual({
      file: '/opt/server',
      args: ['-p', '1'],
      options: { env: { LC_ALL: 'C' } },
    });
  });

  it('lets Node change the account where the system has no setpriv', () => {
    expect(launchPlan({ ...program, account }, undefined).options).toMatchObject({ uid: 101, gid: 104 });
  });

  it('asks the kernel to end the program with its parent', () => {
    const plan = launchPlan({ ...program, lastSignal: 'SIGINT' }, '/usr/bin/setpriv');
    expect([plan.file, ...plan.args]).toEqual('/usr/bin/setpriv --pdeathsig SIGINT -- /opt/server -p 1'.split(' '));
  });

  it('drops to the account and keeps no capability but the one that is named', () => {
    const plan = launchPlan({ ...program, account: { ...account, capability: 'dac_read_search' } }, '/usr/bin/setpriv');
    expect(plan.args.join(' ')).toBe(
      '--reuid 101 --regid 104 --clear-groups --inh-caps +dac_read_search --ambient-caps +dac_read_search --securebits +no_setuid_fixup -- /opt/server -p 1',
    );
    expect(plan.options).not.toHaveProperty('uid');
  });

  it('passes on the environment of this process only when the program brings none', () => {
    expect(launchPlan({ file: 'apt-get', args: [] }, undefined).options).not.toHaveProperty('env');
    expect(launchPlan(program, undefined).options.env).toEqual({ LC_ALL: 'C' });
  });
});
