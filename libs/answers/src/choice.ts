const LONGEST_SEARCHED = 4000;

/** The capital letter of the option that a text chooses, such as `(B) blue`, `Option C` or `I think C`. Undefined without one. */
export function readChoice(text: string): string | undefined {
  const searched = text.slice(0, LONGEST_SEARCHED).replace(/[*_`$]/g, '');
  const letter =
    /^[([{]?\s?([A-Za-z])\s?[)\]}.:,]/.exec(searched)?.[1] ??
    /^([A-Za-z])$/.exec(searched.trim())?.[1] ??
    /[([]([A-Za-z])[)\]]/.exec(searched)?.[1] ??
    /\b(?:option|choice|answer|answer is|letter)\s{0,3}:?\s{0,3}([A-Z])\b/i.exec(searched)?.[1] ??
    /^([B-HJ-Z])\b/.exec(searched)?.[1] ??
    /\b([B-HJ-Z])\b/.exec(searched)?.[1] ??
    /^(A)\b/.exec(searched)?.[1];
  return letter?.toUpperCase();
}
