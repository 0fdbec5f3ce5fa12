const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
const ISO = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/;
const SLASHES = /(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/;
const MONTH_FIRST = new RegExp(`\\b${MONTH}\\s${DAY},?\\s(\\d{4})\\b`, 'i');
const DAY_FIRST = new RegExp(`\\b${DAY}\\s(?:of\\s)?${MONTH},?\\s(\\d{4})\\b`, 'i');
const LONGEST_SEARCHED = 4000;

/**
 * The first date of a text as `2024-05-01`: written that way, as `May 1, 2024`, `1st of May 2024` or `05/01/2024` (month
 * first, as the date questions of BIG-Bench have it). Undefined when there is none, or one that no calendar has.
 */
export function readDate(text: string): string | undefined {
  const searched = text.slice(0, LONGEST_SEARCHED);
  const iso = ISO.exec(searched);
  if (iso !== null) return write(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const slashes = SLASHES.exec(searched);
  if (slashes !== null) return write(Number(slashes[3]), Number(slashes[1]), Number(slashes[2]));
  const monthFirst = MONTH_FIRST.exec(searched);
  if (monthFirst !== null) return write(Number(monthFirst[3]), monthOf(monthFirst[1]), Number(monthFirst[2]));
  const dayFirst = DAY_FIRST.exec(searched);
  if (dayFirst !== null) return write(Number(dayFirst[3]), monthOf(dayFirst[2]), Number(dayFirst[1]));
  return undefined;
}

function monthOf(name = ''): number {
  return MONTHS.indexOf(name.toLowerCase()) + 1;
}

function write(year: number, month: number, day: number): string | undefined {
  const text = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.getUTCDate() !== day ? undefined : text;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
