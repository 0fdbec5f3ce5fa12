const HIDDEN_MS = 250;

/** Calls back once before the next frame, however often it is asked; a hidden page has no frames, so there by a timer. */
export class FrameScheduler {
  private cancel: (() => void) | undefined;

  constructor(private readonly callback: () => void) {}

  request(): void {
    if (this.cancel !== undefined) return;
    if (document.hidden) {
      const timer = setTimeout(this.run, HIDDEN_MS);
      this.cancel = () => clearTimeout(timer);
    } else {
      const frame = requestAnimationFrame(this.run);
      this.cancel = () => cancelAnimationFrame(frame);
    }
  }

  /** Calls back now, if a call is due. */
  flush(): void {
    if (this.cancel === undefined) return;
    this.cancel();
    this.run();
  }

  private readonly run = (): void => {
    this.cancel = undefined;
    this.callback();
  };
}
