import type { Estimate } from '../../statistics/interval';
import { label, picture, placeOn, ticksOf, type Scale } from './axis';
import { element } from './markup';

/** One run: what it takes and what it gains. */
export interface EffortPoint {
  label: string;
  /** Output tokens of an answer, mean. */
  tokens: number;
  accuracy: Estimate;
}

const WIDTH = 760;
const HEIGHT = 320;
const LEFT = 56;
const BOTTOM = 46;

/** Accuracy with its interval over output tokens per answer: what more tokens buy. */
export function effortChart(title: string, points: readonly EffortPoint[]): string {
  const most = Math.max(1, ...points.map(({ tokens }) => tokens)) * 1.25;
  const x: Scale = { domain: [0, most], range: [LEFT, WIDTH - 20] };
  const y: Scale = { domain: [0, 1], range: [HEIGHT - BOTTOM, 12] };
  const across = [0, 0.25, 0.5, 0.75, 1].map((tick) => {
    const at = placeOn(y, tick);
    const line = element('line', { x1: LEFT, x2: WIDTH - 20, y1: at, y2: at, class: 'grid' });
    return line + label(LEFT - 8, at + 4, `${tick * 100} %`, 'end');
  });
  const along = ticksOf(x.domain).map((tick) =>
    label(placeOn(x, tick), HEIGHT - BOTTOM + 18, tick.toLocaleString('en-US'), 'middle'),
  );
  const marks = points.map(({ label: name, tokens, accuracy }) => {
    const at = placeOn(x, tokens);
    const [low, middle, high] = [accuracy.lower, accuracy.value, accuracy.upper].map((value) => placeOn(y, value));
    return (
      element('line', { x1: at, x2: at, y1: low ?? 0, y2: high ?? 0, class: 'whisker' }) +
      element('circle', { cx: at, cy: middle ?? 0, r: 4.5, class: 'point' }) +
      label(at + 9, (middle ?? 0) + 4, name)
    );
  });
  const axis = label((LEFT + WIDTH) / 2, HEIGHT - 6, 'output tokens per answer', 'middle');
  return picture(WIDTH, HEIGHT, title, [...across, ...along, axis, ...marks].join(''));
}
