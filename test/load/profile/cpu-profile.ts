/** A call site of a CPU profile with the time spent in itself. */
export interface ProfileNode {
  functionName: string;
  /** File path or `node:` name; empty for the engine's own work. */
  file: string;
  line: number;
  selfMicros: number;
  /** Undefined for the root. */
  caller: ProfileNode | undefined;
}

interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  samples: number[];
  timeDeltas: number[];
}

const IDLE = new Set(['(idle)', '(root)']);

/** Reads a profile as V8 writes it (`node --cpu-prof`). Idle time is left out. */
export function readCpuProfile(text: string): ProfileNode[] {
  const { nodes, samples, timeDeltas } = JSON.parse(text) as CpuProfile;
  const byId = new Map<number, ProfileNode>();
  for (const { id, callFrame } of nodes) {
    byId.set(id, {
      functionName: callFrame.functionName === '' ? '(anonymous)' : callFrame.functionName,
      file: callFrame.url.replace(/^file:\/\//, ''),
      line: callFrame.lineNumber + 1,
      selfMicros: 0,
      caller: undefined,
    });
  }
  for (const { id, children = [] } of nodes) {
    for (const child of children) {
      const node = byId.get(child);
      if (node !== undefined) node.caller = byId.get(id);
    }
  }
  samples.forEach((id, i) => {
    const node = byId.get(id);
    if (node !== undefined) node.selfMicros += timeDeltas[i] ?? 0;
  });
  return [...byId.values()].filter(({ functionName }) => !IDLE.has(functionName));
}
