import { addToSketch, mergeSketch, slotOf, type LatencySketch } from './latency-sketch';
import { addTotals, addTurn, emptyTotals, type Totals } from './measures';
import type { TurnRecord } from './turn-record';

/** What turns are told apart by. `all` has one value, the empty text. */
export type Dimension = 'all' | 'type' | 'model' | 'provider' | 'strategy' | 'outcome' | 'error' | 'cache' | 'user';

/** The value for everything beyond the most values that one bucket tells apart. No real value is empty. */
export const OTHER = '';

/** Most values of a dimension that one bucket tells apart; the rest counts for {@link OTHER}. Bounds memory, not the sums. */
export const MAX_VALUES: Readonly<Record<Dimension, number>> = {
  all: 1,
  type: 10,
  model: 200,
  provider: 50,
  strategy: 50,
  outcome: 10,
  error: 60,
  cache: 10,
  user: 5_000,
};

/** Longest value that is kept, characters. */
const MAX_VALUE_LENGTH = 200;

/** The sums of all turns with one value of a dimension, and how long they took. */
export interface Cell {
  dimension: Dimension;
  value: string;
  totals: Totals;
  /** Of whole turns. Only of `all` and `model`. */
  latency: LatencySketch;
  /** To the first text. Only of `all` and `model`. */
  firstToken: LatencySketch;
}

/** A cell that counts nothing yet. */
export function emptyCell(dimension: Dimension, value: string): Cell {
  return { dimension, value, totals: emptyTotals(), latency: new Map(), firstToken: new Map() };
}

/** Adds the second to the first. */
export function addCell(cell: Cell, more: Cell): void {
  addTotals(cell.totals, more.totals);
  mergeSketch(cell.latency, more.latency);
  mergeSketch(cell.firstToken, more.firstToken);
}

/** Cells by dimension and value. */
export class CellTable {
  private readonly cells = new Map<Dimension, Map<string, Cell>>();

  /** The cell, made when it is not there. */
  at(dimension: Dimension, value: string): Cell {
    let values = this.cells.get(dimension);
    if (values === undefined) this.cells.set(dimension, (values = new Map<string, Cell>()));
    let cell = values.get(value);
    if (cell === undefined) values.set(value, (cell = emptyCell(dimension, value)));
    return cell;
  }

  /** As {@link at}, but the cell of {@link OTHER} when there are too many values already. */
  within(dimension: Dimension, value: string): Cell {
    const values = this.cells.get(dimension);
    const isFull = values !== undefined && !values.has(value) && values.size >= MAX_VALUES[dimension];
    return this.at(dimension, isFull ? OTHER : value);
  }

  /** Counts a turn in each of its dimensions. */
  count(turn: TurnRecord): void {
    const all = this.at('all', OTHER);
    addTurn(all.totals, turn);
    addDurations(all, turn);
    for (const [dimension, value] of valuesOf(turn)) {
      if (value === undefined || value === '') continue;
      const cell = this.at(dimension, value.slice(0, MAX_VALUE_LENGTH));
      addTurn(cell.totals, turn);
      if (dimension === 'model') addDurations(cell, turn);
    }
  }

  /** Takes a cell out. */
  remove(dimension: Dimension, value: string): void {
    this.cells.get(dimension)?.delete(value);
  }

  /** All of them. */
  list(): Cell[] {
    return [...this.cells.values()].flatMap((values) => [...values.values()]);
  }

  /** The values of a dimension. */
  valuesOf(dimension: Dimension): string[] {
    return [...(this.cells.get(dimension)?.keys() ?? [])];
  }
}

function valuesOf(turn: TurnRecord): [Dimension, string | undefined][] {
  return [
    ['type', turn.messageType],
    ['model', turn.model],
    ['provider', turn.provider],
    ['strategy', turn.strategy],
    ['outcome', turn.outcome],
    ['error', turn.errorCode],
    ['cache', turn.cacheStatus],
    ['user', turn.userId],
  ];
}

function addDurations(cell: Cell, { durationMs, firstTokenMs, isLate }: TurnRecord): void {
  if (isLate === true) return;
  addToSketch(cell.latency, slotOf(durationMs), 1);
  if (firstTokenMs !== undefined) addToSketch(cell.firstToken, slotOf(firstTokenMs), 1);
}
