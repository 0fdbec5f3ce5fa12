import type { Estimate } from '../../statistics/interval';
import { label, picture, placeOn, ticksOf, type Scale } from './axis';
import { element } from './markup';

/** One row of an interval chart. */
export interface IntervalRow {
  label: string;
  estimate: Estimate;
}

const WIDTH = 760;
const ROW = 28;
const LABELS = 280;
const TOP = 10;
const BOTTOM = 34;

/** Estimates with their intervals as points and lines, one row each, over an axis in percent; a line marks 0 where it lies inside. */
export function intervalChart(title: string, rows: readonly IntervalRow[], domain: readonly [number, number]): string {
  const height = TOP + rows.length * ROW + BOTTOM;
  const scale: Scale = { domain, range: [LABELS, WIDTH - 20] };
  const bottom = TOP + rows.length * ROW;
  const axis = ticksOf(domain).map((tick) => {
    const x = placeOn(scale, tick);
    const line = element('line', { x1: x, x2: x, y1: TOP, y2: bottom, class: tick === 0 ? 'zero' : 'grid' });
    return line + label(x, bottom + 18, `${Math.round(tick * 100)} %`, 'middle');
  });
  const marks = rows.map(({ label: name, estimate }, i) => {
    const y = TOP + i * ROW + ROW / 2;
    const [x1, x, x2] = [estimate.lower, estimate.value, estimate.upper].map((value) => placeOn(scale, value));
    return (
      label(LABELS - 12, y + 4, shorten(name), 'end') +
      element('line', { x1: x1 ?? 0, x2: x2 ?? 0, y1: y, y2: y, class: 'whisker' }) +
      element('circle', { cx: x ?? 0, cy: y, r: 4.5, class: 'point' })
    );
  });
  return picture(WIDTH, height, title, axis.join('') + marks.join(''));
}

/** The widest range that all estimates need, with a margin, in steps of 5 %; 0 is always inside. */
export function domainOf(rows: readonly IntervalRow[]): [number, number] {
  const low = Math.min(0, ...rows.map(({ estimate }) => estimate.lower));
  const high = Math.max(0.05, ...rows.map(({ estimate }) => estimate.upper));
  return [Math.floor(low * 20) / 20, Math.ceil(high * 20) / 20];
}

const LONGEST_LABEL = 40;

function shorten(text: string): string {
  return text.length <= LONGEST_LABEL ? text : `…${text.slice(1 - LONGEST_LABEL)}`;
}
