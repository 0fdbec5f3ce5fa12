import { MARKERS, type Marker } from './marker-table';

interface MarkerNode {
  readonly next: Map<number, MarkerNode>;
  marker?: Marker;
}

const ROOT = buildTree(MARKERS);
const PAIRED_QUOTES = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['‘', '’'],
  ['«', '»'],
  ['„', '“'],
  ['「', '」'],
]);

/** The first characters that markers have. */
export const MARKER_STARTS: ReadonlySet<number> = new Set(ROOT.next.keys());

/**
 * The marker that stands at `start`, null when none does, `more` while one may still come of it. A marker directly
 * between quotation marks is a word of the text.
 */
export function matchMarker(text: string, start: number, previous: string, atEnd: boolean): Marker | 'more' | null {
  let node = ROOT;
  let i = start;
  for (;;) {
    const { marker } = node;
    // No marker is the beginning of another, so the first that is whole is the one.
    if (marker !== undefined) return accept(marker, text, start, previous, atEnd);
    if (i >= text.length) return atEnd ? null : 'more';
    const code = text.charCodeAt(i);
    const next = node.next.get(code >= 0x41 && code <= 0x5a ? code + 0x20 : code);
    if (next === undefined) return null;
    node = next;
    i++;
  }
}

function accept(marker: Marker, text: string, start: number, previous: string, atEnd: boolean): Marker | 'more' | null {
  const end = start + marker.text.length;
  if (marker.exact && text.slice(start, end) !== marker.text) return null;
  const closing = PAIRED_QUOTES.get(previous);
  if (closing === undefined) return marker;
  if (end >= text.length) return atEnd ? marker : 'more';
  return text.startsWith(closing, end) ? null : marker;
}

function buildTree(markers: readonly Marker[]): MarkerNode {
  const root: MarkerNode = { next: new Map() };
  for (const marker of markers) {
    let node = root;
    for (const char of marker.text.toLowerCase()) {
      const code = char.charCodeAt(0);
      let next = node.next.get(code);
      if (next === undefined) {
        next = { next: new Map() };
        node.next.set(code, next);
      }
      node = next;
    }
    node.marker = marker;
  }
  return root;
}
