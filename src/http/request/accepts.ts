const WILDCARD = '*/*';

/**
 * True when an `Accept` header allows one of the offered media types (RFC 9110, section 12.5.1). An absent header and a
 * malformed range allow everything and nothing, as the RFC says; a quality of 0 refuses.
 */
export function accepts(header: string | undefined, offered: readonly string[]): boolean {
  if (header === undefined || header === WILDCARD || offered.includes(header)) return true;
  const ranges = header.split(',', 64).map(parseRange);
  return offered.some((type) => qualityOf(type, ranges) > 0);
}

interface MediaRange {
  type: string;
  quality: number;
}

function parseRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';');
  const quality = parameters.map((parameter) => parameter.trim().toLowerCase()).find((one) => one.startsWith('q='));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return { type: type.trim().toLowerCase(), quality: Number.isNaN(value) ? 0 : value };
}

/** The most specific range that names the type decides. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const family = `${type.slice(0, type.indexOf('/'))}/*`;
  for (const wanted of [type, family, WILDCARD]) {
    const range = ranges.find((one) => one.type === wanted);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
