import { roleOfKey } from './json-keys';
import type { JsonHandler } from './json-reader';

/**
 * Tells by the keys of a JSON object whether it is reasoning or what the user asked for. Reasoning together with what it
 * leads to is our form, and further keys do not matter. Elsewhere one key that has no part in reasoning makes the object
 * foreign. As a handler of a reader that stands inside the object it looks at nothing but those keys.
 */
export class JsonForm implements JsonHandler {
  /** True once a key of reasoning was seen. */
  reasons = false;
  private concludes = false;
  private strays = false;
  private depth = 1;

  /** True once it is certain that the object is reasoning. */
  get isOurs(): boolean {
    return this.reasons && this.concludes;
  }

  /** True while the keys so far are those of a foreign object. */
  get isForeign(): boolean {
    return this.strays && !this.isOurs;
  }

  /** A key of the object. */
  note(name: string): void {
    const role = roleOfKey(name);
    if (role === 'thought' || role === 'reflection') this.reasons = true;
    else if (role === 'final' || role === 'action') this.concludes = true;
    else if (role === 'none') this.strays = true;
  }

  open(): void {
    this.depth++;
  }

  close(): void {
    this.depth--;
  }

  key(name: string): void {
    if (this.depth === 1) this.note(name);
  }

  stringStart(): void {
    // Values do not matter.
  }

  stringText(): void {
    // Values do not matter.
  }

  stringEnd(): void {
    // Values do not matter.
  }

  literal(): void {
    // Values do not matter.
  }
}
