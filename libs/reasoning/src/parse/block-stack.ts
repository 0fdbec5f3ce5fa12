import { readHarmonyHeader } from './harmony-header';
import type { Marker } from './marker-table';
import type { Outline } from './outline';
import type { Segment } from './segment';

interface Block {
  kind: 'thought' | 'reflection' | 'answer' | 'message';
  /** `*` is closed by any family: the prompt opened the block. */
  family: string;
  depth: number;
  /** The stretch that the block interrupts. Absent when nothing goes on behind the block. */
  resume?: Segment;
}

const ANY_FAMILY = '*';

/** The blocks that are open at a place of the reply, and what markers do to them. */
export class BlockStack {
  private readonly blocks: Block[] = [];
  private harmony = false;
  /** What the last message in the final channel began. */
  private answer: Segment | undefined;

  constructor(private readonly outline: Outline) {}

  /** True inside a block in which labels are content. */
  get opaque(): boolean {
    const top = this.blocks.at(-1);
    return top !== undefined && top.kind !== 'message';
  }

  /** True inside reasoning that a phrase opened and a phrase will close. */
  get inPhrase(): boolean {
    return this.blocks.at(-1)?.family === 'phrase';
  }

  /** Opens reasoning. */
  openThought(family: string = ANY_FAMILY): void {
    const resume = this.outline.current;
    this.outline.noteReasoning();
    this.blocks.push({ kind: 'thought', family, depth: 1, resume });
    this.outline.begin('thought', { block: true });
  }

  /** Closes the innermost block. */
  close(): void {
    const block = this.blocks.pop();
    if (block === undefined) return;
    if (block.kind === 'reflection' && this.opaque) this.outline.begin('thought', { block: true });
    else if (block.resume?.kind === 'final') this.outline.current = block.resume;
    else this.outline.begin('text');
  }

  /** Does what a marker says. False when here it is only text. `leads`: nothing stands before it on its line. */
  apply(marker: Marker, leads: boolean): boolean {
    switch (marker.action) {
      case 'open-thought':
        return this.applyOpenThought(marker.family);
      case 'close-thought':
      case 'close-channel':
        return this.applyCloseThought(marker.family);
      case 'open-reflection':
        return this.applyOpenReflection(marker.family);
      case 'close-reflection':
        return this.closeIf('reflection', marker.family);
      case 'open-answer':
        return this.applyOpenAnswer(marker, leads);
      case 'close-answer':
        return this.closeIf('answer', marker.family);
      case 'harmony-end':
        return this.applyHarmonyEnd();
      case 'open-channel':
      case 'harmony-header':
        return !this.opaque || this.blocks.at(-1)?.family === 'harmony';
      default:
        return false;
    }
  }

  /** True for a marker that ends the innermost block, or the reply's turn. */
  ends({ action, family }: Marker): boolean {
    if (action === 'end-of-turn') return this.outline.mode === 'labels';
    if (action === 'harmony-end') return this.harmony;
    const top = this.blocks.at(-1);
    return top?.depth === 1 && action.startsWith('close-') && matches(top, family);
  }

  /** Opens the message that a harmony header announces. */
  openMessage(text: string): void {
    const header = readHarmonyHeader(text);
    const { outline } = this;
    const isTurn = header.fromOthers && (this.harmony || outline.segments.every(({ ink }) => !ink));
    this.applyHarmonyEnd();
    this.harmony = true;
    if (isTurn) {
      this.openInventedTurn();
      return;
    }
    if (header.channel === 'analysis' && !header.fromTool && header.tool === undefined) {
      this.openThought('harmony');
      return;
    }
    outline.noteReasoning();
    this.blocks.push({ kind: 'message', family: 'harmony', depth: 1 });
    if (header.fromTool) {
      outline.begin('observation', { block: true });
    } else if (header.tool !== undefined) {
      outline.noteStructure();
      outline.begin('action');
      outline.append(header.tool);
      outline.begin('input', { block: true });
    } else if (header.channel === 'commentary') outline.begin('thought', { block: true });
    else this.openFinal();
  }

  /** The answer, in which a model that was asked for labels may still write some, so that it is plain text where it can be. */
  private openFinal(): void {
    const { outline } = this;
    if (this.answer !== undefined) {
      outline.warn('multiple_final');
      if (this.answer.role === 'answer') outline.discard(this.answer);
      outline.noteStructure();
    }
    this.answer = outline.begin(outline.structured ? 'final' : 'text');
    outline.announced = true;
  }

  /** A message of anybody else can only be made up: behind an answer it ends the reply. */
  private openInventedTurn(): void {
    const { outline } = this;
    if (this.answer !== undefined || outline.final !== undefined) {
      outline.warn('runaway_turn');
      outline.closed = true;
      return;
    }
    this.blocks.push({ kind: 'message', family: 'harmony', depth: 1 });
    outline.begin('dropped');
  }

  /** Opens the channel of Gemma that its first line names. */
  openChannel(name: string): void {
    if (/^\s*(final|answer|response)/i.test(name)) this.outline.begin('text');
    else this.openThought('channel');
  }

  /** Notes what the end of the reply left open. */
  finish(): void {
    const top = this.blocks.at(-1);
    if (top === undefined) return;
    if (top.kind === 'answer') this.outline.warn('unclosed_answer');
    else if (top.kind !== 'message') this.outline.warn('unclosed_think');
  }

  private applyOpenThought(family: string): boolean {
    const top = this.blocks.at(-1);
    if (top === undefined || top.kind === 'message') {
      this.openThought(family);
      return true;
    }
    if (top.family === ANY_FAMILY && !this.outline.current.ink && top.depth === 1) {
      // The prompt opened the block and the model opened it once more.
      top.family = family;
      return true;
    }
    if (top.kind === 'thought' && matches(top, family)) top.depth++;
    return false;
  }

  private applyCloseThought(family: string): boolean {
    const top = this.blocks.at(-1);
    if (top === undefined || top.kind === 'message') return this.applyLoneClosing();
    const below = this.blocks.at(-2);
    if (top.kind === 'reflection' && below !== undefined && matches(below, family)) {
      this.blocks.pop();
      this.close();
      return true;
    }
    if (top.kind !== 'thought' || !matches(top, family)) return false;
    if (top.depth > 1) {
      top.depth--;
      return false;
    }
    this.close();
    return true;
  }

  /**
   * Under a label the mark itself is noise; elsewhere it says that what came before was reasoning. It is text where the
   * model never writes marks, and behind reasoning outside the text, unless a server left it over at the very beginning.
   */
  private applyLoneClosing(): boolean {
    const { outline } = this;
    if (!outline.loneClosing) return false;
    if (outline.reasonedOutside) return !outline.segments.some(({ ink }) => ink);
    if (!outline.structured) outline.noteLoneClosing();
    return true;
  }

  private applyOpenReflection(family: string): boolean {
    const top = this.blocks.at(-1);
    if (top === undefined ? this.outline.mode === 'markers' : top.kind !== 'thought') return false;
    const resume = this.outline.current;
    this.outline.noteReasoning();
    this.blocks.push({ kind: 'reflection', family, depth: 1, resume });
    this.outline.begin('reflection', { block: true });
    return true;
  }

  private applyOpenAnswer(marker: Marker, leads: boolean): boolean {
    const { outline } = this;
    if (this.opaque) return false;
    const underFinal = outline.current.kind === 'final' && outline.current.ink;
    if ((marker.shy || underFinal) && !leads) return false;
    if (outline.mode === 'markers') {
      if (!outline.reasoned || outline.current.ink) return false;
      this.blocks.push({ kind: 'answer', family: marker.family, depth: 1 });
      return true;
    }
    outline.noteStructure();
    this.blocks.push({ kind: 'answer', family: marker.family, depth: 1 });
    outline.begin('final', { block: true });
    return true;
  }

  private closeIf(kind: Block['kind'], family: string): boolean {
    const top = this.blocks.at(-1);
    if (top?.kind !== kind || top.family !== family) return false;
    this.close();
    return true;
  }

  private applyHarmonyEnd(): boolean {
    if (!this.harmony) return false;
    const top = this.blocks.at(-1);
    if (top?.family === 'harmony') {
      this.blocks.pop();
      this.outline.begin('text');
    }
    return true;
  }
}

function matches(block: Block, family: string): boolean {
  return block.family === family || block.family === ANY_FAMILY;
}
