import type { Run } from '../run/evaluation-plan';
import type { EvaluationReport } from './evaluation-report';
import { dollars, scoreWithInterval, shareWithInterval } from './figures';
import type { ReportTable } from './report-table';

/** A judge's scores of the steps. */
export function ratingsTable({ judge }: EvaluationReport): ReportTable {
  const spent = judge?.effort.costMicroUsd === undefined ? '' : ` Judging cost ${dollars(judge.effort.costMicroUsd)}.`;
  return {
    title: 'Steps, by a judge',
    note: `Scores 1 to 5 by ${judge?.judge ?? 'a judge'}, means of answers with 95 % bootstrap intervals. The same questions of each run.${spent}`,
    columns: ['Model', 'Strategy', 'Answers', 'Clarity', 'Coherence', 'Unparsed', 'Errors'],
    words: 2,
    rows: (judge?.ratings ?? []).map((rating) => [
      rating.model,
      rating.strategy,
      String(rating.answers),
      scoreWithInterval(rating.clarity),
      scoreWithInterval(rating.coherence),
      String(rating.unparsed),
      String(rating.errors),
    ]),
  };
}

/** A judge's blind comparisons. */
export function preferencesTable({ judge, models }: EvaluationReport): ReportTable {
  const name = ({ model, strategy }: Run) => (models.length > 1 ? `${model} ${strategy}` : strategy);
  return {
    title: 'Blind comparison by a judge',
    note: `By ${judge?.judge ?? 'a judge'}, which saw the solutions as A and B, each run as A in every second comparison. Preference: the second run's share of what was decided. Shown as A: share that the solution shown as A won, 50 % without a bias of position.`,
    columns: ['First', 'Second', 'First', 'Ties', 'Second', 'Preference', 'Shown as A', 'Unparsed', 'Errors'],
    words: 2,
    rows: (judge?.preferences ?? []).map((pair) => [
      name(pair.first),
      name(pair.second),
      String(pair.firstPreferred),
      String(pair.ties),
      String(pair.secondPreferred),
      shareWithInterval(pair.preference),
      shareWithInterval(pair.shownAsAPreferred),
      String(pair.unparsed),
      String(pair.errors),
    ]),
  };
}
