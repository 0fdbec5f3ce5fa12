import { element, escapeHtml } from './markup';

/** A range of values on a stretch of the picture. */
export interface Scale {
  /** Lowest and highest value. */
  domain: readonly [number, number];
  /** Their places, pixels. */
  range: readonly [number, number];
}

/** The place of a value. */
export function placeOn({ domain, range }: Scale, value: number): number {
  const [low, high] = domain;
  return range[0] + ((value - low) / (high - low)) * (range[1] - range[0]);
}

/** Four to ten round values within the domain. */
export function ticksOf([low, high]: readonly [number, number]): number[] {
  const raw = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((multiple) => multiple * power >= raw) ?? 10) * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step - 1e-9); tick * step <= high + step * 1e-9; tick++) {
    ticks.push(Math.round(tick * step * 1e9) / 1e9 + 0); // + 0: never a negative zero
  }
  return ticks;
}

/** A line of text in a picture. */
export function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return element('text', { x, y, 'text-anchor': anchor }, escapeHtml(text));
}

/** A picture that scales with the page and tells its content to those who do not see it. */
export function picture(width: number, height: number, description: string, content: string): string {
  const title = element('title', {}, escapeHtml(description));
  const box = { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' };
  return element('svg', box, title + content);
}
