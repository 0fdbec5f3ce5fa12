import katex, { type KatexOptions } from 'katex';
import 'katex/dist/katex.min.css';

/** Sets a formula into an element. Builds nodes and no HTML text; commands that fetch or link are refused. */
export function renderMath(tex: string, element: HTMLElement, options: KatexOptions): void {
  katex.render(tex, element, {
    ...options,
    trust: false,
    strict: 'ignore',
    throwOnError: false,
    output: 'htmlAndMathml',
  });
}
