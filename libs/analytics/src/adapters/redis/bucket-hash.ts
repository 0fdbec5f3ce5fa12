import { CellTable, MAX_VALUES, type Cell, type Dimension } from '../../cell';
import { addToSketch } from '../../latency-sketch';
import { MEASURES, type Measure } from '../../measures';

const LATENCY = 'l';
const FIRST_TOKEN = 't';
const SLOT = /^([lt])(-?\d+)$/;

/** A cell as arguments of the script: dimension, value, most values, number of counts, then name and count of each. */
export function cellArguments({ dimension, value, totals, latency, firstToken }: Cell): (string | number)[] {
  const counts: (string | number)[] = [];
  for (const measure of MEASURES) {
    // Requests always: by that count the script knows a value.
    if (totals[measure] !== 0 || measure === 'requests') counts.push(measure, totals[measure]);
  }
  for (const [slot, count] of latency) counts.push(`${LATENCY}${slot}`, count);
  for (const [slot, count] of firstToken) counts.push(`${FIRST_TOKEN}${slot}`, count);
  return [dimension, value, MAX_VALUES[dimension], counts.length / 2, ...counts];
}

/** What a bucket's hash holds. */
export interface BucketContent {
  version: number;
  generation: string;
  cells: Cell[];
}

/** Reads the fields and values of a hash, of one dimension or of all. Undefined when there is no such hash. */
export function readBucket(reply: unknown, only?: Dimension): BucketContent | undefined {
  const fields = pairsOf(reply);
  if (fields.length === 0) return undefined;
  const table = new CellTable();
  let version = 0;
  let generation = '';
  for (const [field, text] of fields) {
    if (field === '@v') version = Number(text);
    else if (field === '@g') generation = text;
    else if (!field.startsWith('#')) addField(table, field, Number(text), only);
  }
  return { version, generation, cells: table.list() };
}

function addField(table: CellTable, field: string, count: number, only: Dimension | undefined): void {
  const [name = '', dimension = '', ...rest] = field.split('|');
  if (only !== undefined && dimension !== only) return;
  const cell = table.at(dimension as Dimension, rest.join('|'));
  const [, kind, slot] = SLOT.exec(name) ?? [];
  if (kind === undefined) cell.totals[name as Measure] = count;
  else addToSketch(kind === LATENCY ? cell.latency : cell.firstToken, Number(slot), count);
}

/** A reply of HGETALL: a list of fields and values, or under RESP3 an object or a map. */
function pairsOf(reply: unknown): [string, string][] {
  if (reply instanceof Map) return [...(reply as Map<string, string>)];
  if (!Array.isArray(reply)) return Object.entries((reply ?? {}) as Record<string, string>);
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < reply.length; i += 2) pairs.push([String(reply[i]), String(reply[i + 1])]);
  return pairs;
}
