import { fraction, type Fraction } from './fraction';

const LONGEST = 200;

/**
 * The exact value of an arithmetic expression: whole and decimal numbers, `+ - * /` (also `× ÷ · −` and `x` between
 * numbers), brackets and signs. Undefined for anything else, for a division by 0, and beyond 200 characters.
 */
export function evaluateExpression(text: string): Fraction | undefined {
  if (text.length > LONGEST) return undefined;
  const tokens = tokensOf(text);
  return tokens === undefined ? undefined : new ExpressionReader(tokens).read();
}

const ALIASES: Readonly<Record<string, string>> = {
  '×': '*',
  '·': '*',
  x: '*',
  '÷': '/',
  '−': '-',
  '[': '(',
  ']': ')',
};

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  const pattern = /\s*(?:(\d+(?:\.\d+)?)|([-+*/()[\]×÷·−x]))/y;
  const body = text.trim();
  while (pattern.lastIndex < body.length) {
    const match = pattern.exec(body);
    if (match === null) return undefined;
    const sign = match[2] ?? '';
    tokens.push(match[1] ?? ALIASES[sign] ?? sign);
  }
  return tokens;
}

/** Reads tokens by recursive descent: sum, product, signed value. */
class ExpressionReader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  /** The value of all tokens, or undefined when they are no expression. */
  read(): Fraction | undefined {
    const value = this.sum();
    return this.at === this.tokens.length ? value : undefined;
  }

  private sum(): Fraction | undefined {
    let value = this.product();
    while (value !== undefined && (this.next === '+' || this.next === '-')) {
      const isPlus = this.take() === '+';
      const right = this.product();
      if (right === undefined) return undefined;
      const added = right.top * value.bottom;
      const top: bigint = value.top * right.bottom + (isPlus ? added : -added);
      value = fraction(top, value.bottom * right.bottom);
    }
    return value;
  }

  private product(): Fraction | undefined {
    let value = this.signed();
    while (value !== undefined && (this.next === '*' || this.next === '/')) {
      const isTimes = this.take() === '*';
      const right = this.signed();
      if (right === undefined || (!isTimes && right.top === 0n)) return undefined;
      const [top, bottom] = isTimes ? [right.top, right.bottom] : [right.bottom, right.top];
      value = fraction(value.top * top, value.bottom * bottom);
    }
    return value;
  }

  private signed(): Fraction | undefined {
    const token = this.take();
    if (token === '-' || token === '+') {
      const value = this.signed();
      return value === undefined || token === '+' ? value : { top: -value.top, bottom: value.bottom };
    }
    if (token === '(') {
      const value = this.sum();
      return this.take() === ')' ? value : undefined;
    }
    if (token === undefined || !/^\d/.test(token)) return undefined;
    const [whole = '', decimals = ''] = token.split('.');
    return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  }

  private get next(): string | undefined {
    return this.tokens[this.at];
  }

  private take(): string | undefined {
    return this.tokens[this.at++];
  }
}
