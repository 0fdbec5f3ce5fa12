import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandLine, isRunning, processMark } from './process-mark';

describe('processMark', () => {
  it('is the same for one process and differs from that of another', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)', 'marker-in-its-arguments']);
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    expect(processMark(process.pid)).toBe(processMark(process.pid));
    expect(processMark(pid)).not.toBe(processMark(process.pid));
    expect(commandLine(pid)).toContain('marker-in-its-arguments');

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([processMark(pid), commandLine(pid), isRunning(pid)]).toEqual([undefined, undefined, false]);
  });
});
