/** x */
export function scopeFeatures(question: string, logProbs: readonly number[]): Record<string, number> {
  return { length: question.length, nll: logProbs.length };
}
