/** What a {@link JsonReader} tells while it reads. */
export interface JsonHandler {
  open(type: 'object' | 'array'): void;
  close(): void;
  /** The key of the value that follows. */
  key(name: string): void;
  /** A string value begins. */
  stringStart(): void;
  /** More of the string value, escapes resolved. */
  stringText(text: string): void;
  /** The string value is whole. */
  stringEnd(): void;
  /** A number, `true`, `false` or `null`, as written. */
  literal(text: string): void;
}

type Expectation = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'comma' | 'nothing';

const DEEPEST = 64;
const LONGEST_KEY = 256;
const LONGEST_LITERAL = 64;
const SPACES = ' \t\r\n\u00a0';
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads one JSON value (RFC 8259) in pieces. As models write it, line breaks inside strings and a comma before a closing
 * bracket are allowed. Values may be nested 64 deep.
 */
export class JsonReader {
  /** `whole` once the value has ended, `broken` for text that is no JSON. */
  state: 'open' | 'whole' | 'broken' = 'open';
  private readonly stack: ('object' | 'array')[] = [];
  private expect: Expectation = 'value';
  private inString: 'key' | 'value' | undefined;
  private keyText = '';
  private escape = '';
  private highSurrogate = '';
  private literalText = '';

  /** `handler` may be replaced while it reads. */
  constructor(public handler: JsonHandler) {}

  /** Reads more text. Returns how many characters belonged to the value. */
  push(text: string): number {
    let i = 0;
    while (i < text.length && this.state === 'open') {
      if (this.inString !== undefined) i = this.readString(text, i);
      else {
        this.readToken(text.charAt(i));
        i++;
      }
    }
    return i;
  }

  private readToken(char: string): void {
    if (this.literalText !== '') {
      if (/[-+.\w]/.test(char)) {
        this.literalText += char;
        if (this.literalText.length > LONGEST_LITERAL) this.state = 'broken';
        return;
      }
      this.endLiteral();
      if (this.state !== 'open') return;
    }
    if (SPACES.includes(char)) return;
    if (char === '"') this.beginString();
    else if (char === '{' || char === '[') this.openContainer(char === '{' ? 'object' : 'array');
    else if (char === '}' || char === ']') this.closeContainer(char === '}' ? 'object' : 'array');
    else if (char === ':' && this.expect === 'colon') this.expect = 'value';
    else if (char === ',' && this.expect === 'comma') this.expect = this.stack.at(-1) === 'object' ? 'key' : 'value';
    else if (/[-\dtfn]/.test(char) && this.expectsValue()) this.literalText = char;
    else this.state = 'broken';
  }

  private beginString(): void {
    if (this.expect === 'key' || this.expect === 'first-key') {
      this.inString = 'key';
      this.keyText = '';
    } else if (this.expectsValue()) {
      this.inString = 'value';
      this.handler.stringStart();
    } else this.state = 'broken';
  }

  private readString(text: string, start: number): number {
    let i = start;
    let plainFrom = start;
    for (; i < text.length; i++) {
      if (this.escape !== '') {
        this.readEscape(text.charAt(i));
        plainFrom = i + 1;
        if (this.state !== 'open') return i;
        continue;
      }
      const code = text.charCodeAt(i);
      if (code !== 0x22 && code !== 0x5c) continue;
      this.addText(text.slice(plainFrom, i));
      plainFrom = i + 1;
      if (code === 0x5c) this.escape = '\\';
      else {
        this.endString();
        return i + 1;
      }
    }
    this.addText(text.slice(plainFrom, i));
    return i;
  }

  private readEscape(char: string): void {
    this.escape += char;
    if (this.escape.startsWith('\\u')) {
      if (this.escape.length > 2 && !/[\da-f]/i.test(char)) this.state = 'broken';
      else if (this.escape.length === 6) {
        this.addText(String.fromCharCode(Number.parseInt(this.escape.slice(2), 16)));
        this.escape = '';
      }
      return;
    }
    // A backslash before anything else stands for itself, as in unescaped LaTeX.
    this.addText(ESCAPES[char] ?? this.escape);
    this.escape = '';
  }

  /** Hands text on, never half a surrogate pair while the other half may follow. */
  private addText(text: string): void {
    if (text === '') return;
    if (this.inString === 'key') {
      this.keyText += text;
      if (this.keyText.length > LONGEST_KEY) this.state = 'broken';
      return;
    }
    let piece = this.highSurrogate + text;
    this.highSurrogate = '';
    const last = piece.charCodeAt(piece.length - 1);
    if (last >= 0xd800 && last <= 0xdbff) {
      this.highSurrogate = piece.slice(-1);
      piece = piece.slice(0, -1);
    }
    if (piece !== '') this.handler.stringText(piece);
  }

  private endString(): void {
    const kind = this.inString;
    if (this.highSurrogate !== '') {
      this.handler.stringText(this.highSurrogate);
      this.highSurrogate = '';
    }
    this.inString = undefined;
    if (kind === 'key') {
      this.expect = 'colon';
      this.handler.key(this.keyText);
    } else {
      this.handler.stringEnd();
      this.endValue();
    }
  }

  private endLiteral(): void {
    const text = this.literalText;
    this.literalText = '';
    if (/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)$/.test(text)) {
      this.handler.literal(text);
      this.endValue();
    } else this.state = 'broken';
  }

  private openContainer(type: 'object' | 'array'): void {
    if (!this.expectsValue() || this.stack.length >= DEEPEST) {
      this.state = 'broken';
      return;
    }
    this.stack.push(type);
    this.expect = type === 'object' ? 'first-key' : 'first-value';
    this.handler.open(type);
  }

  private closeContainer(type: 'object' | 'array'): void {
    const closable: Expectation[] =
      type === 'object' ? ['first-key', 'key', 'comma'] : ['first-value', 'value', 'comma'];
    if (this.stack.at(-1) !== type || !closable.includes(this.expect)) {
      this.state = 'broken';
      return;
    }
    this.stack.pop();
    this.handler.close();
    this.endValue();
  }

  private endValue(): void {
    this.expect = this.stack.length === 0 ? 'nothing' : 'comma';
    if (this.stack.length === 0) this.state = 'whole';
  }

  private expectsValue(): boolean {
    return this.expect === 'value' || this.expect === 'first-value';
  }
}
