/** Writes the events of a JSON value as compact JSON text again, piece by piece. */
export class JsonEcho {
  private readonly counts: number[] = [];
  private readonly closers: string[] = [];
  private afterKey = false;

  /** True once the value has ended. */
  get whole(): boolean {
    return this.closers.length === 0;
  }

  open(type: 'object' | 'array'): string {
    const text = this.separator() + (type === 'object' ? '{' : '[');
    this.counts.push(0);
    this.closers.push(type === 'object' ? '}' : ']');
    return text;
  }

  close(): string {
    this.counts.pop();
    return this.closers.pop() ?? '';
  }

  key(name: string): string {
    const text = `${this.separator()}${JSON.stringify(name)}:`;
    this.afterKey = true;
    return text;
  }

  stringStart(): string {
    return `${this.separator()}"`;
  }

  stringText(text: string): string {
    return JSON.stringify(text).slice(1, -1);
  }

  literal(text: string): string {
    return this.separator() + text;
  }

  private separator(): string {
    if (this.afterKey) {
      this.afterKey = false;
      return '';
    }
    const depth = this.counts.length - 1;
    const count = this.counts[depth];
    if (count === undefined) return '';
    this.counts[depth] = count + 1;
    return count === 0 ? '' : ',';
  }
}
