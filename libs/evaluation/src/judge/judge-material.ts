/** Longest text of a step or question that a judge is shown, characters; the rest is cut and marked. */
const LONGEST_TEXT = 4000;

/** The question, marked as material. */
export function questionMaterial(question: string): string {
  return `Question:\n${marked(question)}`;
}

/** Numbered steps, marked as material. */
export function stepsMaterial(steps: readonly string[]): string {
  return steps.map((step, i) => `Step ${i + 1}:\n${marked(step)}`).join('\n');
}

/** A whole solution under a name, marked as material. It says nothing of who wrote it. */
export function solutionMaterial(name: 'A' | 'B', steps: readonly string[], finalAnswer: string): string {
  const parts = steps.length === 0 ? ['(no steps)'] : [stepsMaterial(steps)];
  return [`Solution ${name}`, ...parts, `Answer:\n${marked(finalAnswer)}`].join('\n');
}

/** Between marks that the text itself cannot close. */
function marked(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)} […]` : text;
  return `<<<${cut.replace(/<{3,}|>{3,}/g, (run) => run.charAt(0))}>>>`;
}
