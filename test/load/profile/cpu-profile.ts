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
  /** Start on the monotonic clock, microseconds. */
  startTime: number;
  samples: number[];
  timeDeltas: number[];
}

/** A stretch of time on the monotonic clock, which all processes of a machine share, microseconds. */
export interface TimeWindow {
  from: number;
  to: number;
}

const IDLE = new Set(['(idle)', '(root)']);

/** Reads what a profile of V8 (`node --cpu-prof`) saw within a window. Idle time is left out. */
export function readCpuProfile(text: string, window: TimeWindow): ProfileNode[] {
  const { nodes, startTime, samples, timeDeltas } = JSON.parse(text) as CpuProfile;
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
  let now = startTime;
  samples.forEach((id, i) => {
    const node = byId.get(id);
    const delta = timeDeltas[i] ?? 0;
    now += delta;
    if (node !== undefined && now >= window.from && now <= window.to) node.selfMicros += delta;
  });
  return [...byId.values()].filter(({ functionName }) => !IDLE.has(functionName));
}
