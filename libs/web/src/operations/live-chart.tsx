import { useEffect, useLayoutEffect, useRef } from 'react';
import uPlot, { type AlignedData, type Series } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatTicks } from './format-time';
import styles from './operations.module.css';

/** One line of a {@link LiveChart}. `null` where there is no value. */
export interface ChartLine {
  label: string;
  values: readonly (number | null)[];
  /** A colour of the page, such as `--accent`. */
  colour: string;
  /** Which of the two axes it belongs to. Default `left`. */
  axis?: 'left' | 'right';
  /** True for marks without a line between them. */
  marks?: boolean;
}

/** Props of {@link LiveChart}. */
export interface LiveChartProps {
  /** What is drawn, in words: the chart itself is a picture. */
  label: string;
  /** Epoch milliseconds, ascending. */
  times: readonly number[];
  lines: readonly ChartLine[];
  format?: (value: number) => string;
  formatRight?: (value: number) => string;
  height?: number;
  /** How much time is shown, up to the last value, milliseconds. Default: as much as there is. */
  spanMs?: number;
}

/** The side is of an enumeration that uPlot has in its types alone. */
const AT_THE_RIGHT = { side: 1 } as unknown as Pick<uPlot.Axis, 'side'>;

const whole = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

/** Lines over time. New data moves the lines; the chart itself is made once. */
export function LiveChart(props: LiveChartProps) {
  const { label, times, lines, format = whole } = props;
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const shape = lines.map(({ label: name, colour, axis }) => [name, colour, axis].join()).join(';');

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const draw = (): void => {
      chart.current?.destroy();
      chart.current = new uPlot(optionsOf(latest.current, element), dataOf(latest.current), element);
    };
    draw();
    const observer = new ResizeObserver(() => chart.current?.setSize(sizeOf(element, latest.current.height)));
    observer.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      scheme.removeEventListener('change', draw);
      theme.disconnect();
      observer.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [shape]);
  useEffect(() => chart.current?.setData(dataOf(latest.current)), [times, lines]);

  return (
    <figure className={styles.figure}>
      <div ref={frame} className={styles.chart} role="img" aria-label={`${label}. ${inWords(lines, format)}`} />
      <ul className={styles.legend} aria-hidden="true">
        {lines.map(({ label: name, colour, values, axis }) => (
          <li key={name}>
            <svg viewBox="0 0 10 10">
              <rect width="10" height="10" rx="3" fill={`var(${colour})`} />
            </svg>
            {name}
            <b>{lastOf(values, axis === 'right' ? (props.formatRight ?? format) : format)}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function dataOf({ times, lines }: LiveChartProps): AlignedData {
  return [times.map((time) => time / 1000), ...lines.map(({ values }) => [...values])];
}

function sizeOf(element: HTMLElement, height = 200): { width: number; height: number } {
  return { width: element.clientWidth, height };
}

function optionsOf(
  { lines, format = whole, formatRight = format, height, spanMs }: LiveChartProps,
  element: HTMLElement,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => resolve(element, name);
  const axis = {
    stroke: colour('--text-faint'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
  };
  const hasRight = lines.some((line) => line.axis === 'right');
  return {
    ...sizeOf(element, height),
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: { x: { range: timeRange(spanMs) }, y: { range: fromZero }, right: { range: fromZero } },
    axes: [
      {
        ...axis,
        size: 44,
        space: 84, // pixels that a date takes
        values: (_chart, ticks, _axis, _space, increment) => formatTicks(ticks, increment),
      },
      { ...axis, size: 56, values: (_chart, ticks) => ticks.map(format) },
      ...(hasRight
        ? [
            {
              ...axis,
              ...AT_THE_RIGHT,
              scale: 'right',
              size: 56,
              grid: { show: false },
              values: (_chart: uPlot, ticks: number[]) => ticks.map(formatRight),
            },
          ]
        : []),
    ],
    series: [
      {},
      ...lines.map((line): Series => ({
        label: line.label,
        scale: line.axis === 'right' ? 'right' : 'y',
        stroke: colour(line.colour),
        ...(line.marks === true
          ? { width: 0, points: { show: true, size: 9, fill: colour(line.colour) } }
          : { width: 1.75, points: { show: false, size: 6, filter: loneValues } }),
        ...(lines.length === 1 && { fill: `color-mix(in srgb, ${colour(line.colour)} 14%, transparent)` }),
      })),
    ],
  };
}

/** A canvas knows no variables, and none of `light-dark()`. */
function resolve(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = '';
  return color;
}

/** A single moment has no width: a minute before it is shown. */
function timeRange(spanMs: number | undefined): (chart: uPlot) => [number, number] {
  return (chart) => {
    const times = chart.data[0];
    const last = times.at(-1) ?? 0;
    if (spanMs !== undefined) return [last - spanMs / 1000, last];
    return [Math.min(times[0] ?? 0, last - 60), last];
  };
}

/** A value between two gaps has no line to either side: it is drawn as a point. */
function loneValues(chart: uPlot, series: number): number[] {
  const values = chart.data[series] ?? [];
  const has = (at: number): boolean => typeof values[at] === 'number';
  return [...values.keys()].filter((at) => has(at) && !has(at - 1) && !has(at + 1));
}

function fromZero(_chart: uPlot, _min: number | null, max: number | null): [number, number] {
  return [0, max === null || max <= 0 ? 1 : max * 1.1];
}

function lastOf(values: ChartLine['values'], format: (value: number) => string): string {
  const last = values.findLast((value) => value !== null);
  return typeof last === 'number' ? format(last) : '–';
}

function inWords(lines: readonly ChartLine[], format: (value: number) => string): string {
  return lines.map(({ label, values }) => `${label}: now ${lastOf(values, format)}`).join('; ');
}
