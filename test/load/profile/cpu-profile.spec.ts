import { readCpuProfile } from './cpu-profile';
import { costByFunction, costByOwnFile, costByPackage } from './top-costs';

const frame = (functionName: string, url = ''): { functionName: string; url: string; lineNumber: number } => ({
  functionName,
  url,
  lineNumber: 4,
});

const profile = JSON.stringify({
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 6] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('reply', 'file:///app/dist/src/chat/reply.js'), children: [4] },
    { id: 4, callFrame: frame('request', 'file:///app/node_modules/undici/lib/client.js'), children: [5] },
    { id: 5, callFrame: frame('writev', 'node:net') },
    { id: 6, callFrame: frame('request', 'file:///app/node_modules/undici/lib/client.js') },
  ],
  startTime: 5_000,
  samples: [3, 2, 3, 4, 5, 6, 6, 3],
  timeDeltas: [100, 1000, 10, 20, 30, 5, 5, 400],
});

describe('a CPU profile', () => {
  const nodes = readCpuProfile(profile, { from: 5_200, to: 6_400 });

  it('adds up what each function spends itself within the window, wherever it is called from, without idle time', () => {
    expect(costByFunction(nodes)).toEqual([
      { name: 'request  node_modules/undici/lib/client.js:5', micros: 30, share: 30 / 70 },
      { name: 'writev  node:net:5', micros: 30, share: 30 / 70 },
      { name: 'reply  dist/src/chat/reply.js:5', micros: 10, share: 10 / 70 },
    ]);
  });

  it('charges library work to the nearest file of ours that asked for it', () => {
    expect(costByOwnFile(nodes)).toEqual([
      { name: 'dist/src/chat/reply.js', micros: 60, share: 60 / 70 },
      { name: '(not below a file of ours)', micros: 10, share: 10 / 70 },
    ]);
  });

  it('adds up by package', () => {
    expect(costByPackage(nodes).map(({ name, micros }) => [name, micros])).toEqual([
      ['undici', 30],
      ['node:net', 30],
      ['ours', 10],
    ]);
  });
});
