import { scopeFeatures } from './scope-features';
import type { ScopeGateTable } from './scope-gate-table';

/** Decides whether a question is of the kind the model was made for: a logistic model over {@link scopeFeatures}. */
export class ScopeGate {
  constructor(private readonly table: ScopeGateTable) {}

  /** `logProbs` are those of the question's prompt under the model. */
  admits(question: string, logProbs: readonly number[]): boolean {
    return this.probability(question, logProbs) >= this.table.threshold;
  }

  /** How likely the question is in scope, 0 to 1. */
  probability(question: string, logProbs: readonly number[]): number {
    const features = scopeFeatures(question, logProbs);
    let sum = this.table.bias;
    for (const [name, value] of Object.entries(features)) sum += (this.table.weights[name] ?? 0) * value;
    return 1 / (1 + Math.exp(-sum));
  }
}
