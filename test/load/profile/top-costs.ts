import type { ProfileNode } from './cpu-profile';

/** One line of a list of costs. */
export interface Cost {
  name: string;
  micros: number;
  /** Of all time that was not idle, 0 to 1. */
  share: number;
}

const OWN = /\/(dist\/.+)$/;
const PACKAGE = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Time by function, what it calls left out; most first. */
export function costByFunction(nodes: readonly ProfileNode[]): Cost[] {
  return add(nodes, ({ functionName, file, line }) =>
    file === '' ? functionName : `${functionName}  ${shortPath(file)}:${line}`,
  );
}

/** Time by our own file, the library work that it asked for included; most first. */
export function costByOwnFile(nodes: readonly ProfileNode[]): Cost[] {
  return add(nodes, (node) => {
    for (let at: ProfileNode | undefined = node; at !== undefined; at = at.caller) {
      if (isOwn(at.file)) return shortPath(at.file);
    }
    return '(not below a file of ours)';
  });
}

/** Time by npm package, part of node, or ourselves, what they call left out; most first. */
export function costByPackage(nodes: readonly ProfileNode[]): Cost[] {
  return add(nodes, ({ functionName, file }) => {
    if (isOwn(file)) return 'ours';
    return PACKAGE.exec(file)?.[1] ?? (file === '' ? functionName : shortPath(file));
  });
}

function isOwn(file: string): boolean {
  return OWN.test(file) && !file.includes('/node_modules/');
}

function shortPath(file: string): string {
  const dependency = file.lastIndexOf('/node_modules/');
  if (dependency !== -1) return file.slice(dependency + 1);
  return OWN.exec(file)?.[1] ?? file;
}

function add(nodes: readonly ProfileNode[], nameOf: (node: ProfileNode) => string): Cost[] {
  const sums = new Map<string, number>();
  let total = 0;
  for (const node of nodes) {
    if (node.selfMicros === 0) continue;
    const name = nameOf(node);
    sums.set(name, (sums.get(name) ?? 0) + node.selfMicros);
    total += node.selfMicros;
  }
  return [...sums]
    .map(([name, micros]) => ({ name, micros, share: micros / total }))
    .sort((a, b) => b.micros - a.micros);
}
