import type { Calibration } from '../../statistics/calibration';
import { label, picture, placeOn, type Scale } from './axis';
import { element } from './markup';

const SIDE = 260;
const MARGIN = 40;
/** Room for half of the last tick's label. */
const EDGE = 22;

/**
 * Accuracy over confidence, a point for each bin with answers, its area by how many; on the diagonal confidence is right, below it
 * is too high.
 */
export function reliabilityChart(title: string, { bins, count }: Calibration): string {
  const x: Scale = { domain: [0, 1], range: [MARGIN, SIDE - EDGE] };
  const y: Scale = { domain: [0, 1], range: [SIDE - MARGIN, EDGE] };
  const ticks = [0, 0.5, 1].map(
    (tick) =>
      label(placeOn(x, tick), SIDE - MARGIN + 16, `${tick * 100} %`, 'middle') +
      label(MARGIN - 6, placeOn(y, tick) + 4, String(tick * 100), 'end'),
  );
  const frame = element('rect', {
    x: MARGIN,
    y: EDGE,
    width: SIDE - EDGE - MARGIN,
    height: SIDE - MARGIN - EDGE,
    class: 'frame',
  });
  const diagonal = element('line', { x1: MARGIN, y1: SIDE - MARGIN, x2: SIDE - EDGE, y2: EDGE, class: 'zero' });
  const points = bins.flatMap(({ count: answers, accuracy, meanConfidence }) => {
    if (accuracy === undefined || meanConfidence === undefined) return [];
    const r = 3 + 9 * Math.sqrt(answers / count);
    return [element('circle', { cx: placeOn(x, meanConfidence), cy: placeOn(y, accuracy), r, class: 'bubble' })];
  });
  const axis = label((MARGIN + SIDE - EDGE) / 2, SIDE - 6, 'confidence', 'middle');
  return picture(SIDE, SIDE, title, [frame, diagonal, ...ticks, axis, ...points].join(''));
}
