import { flag, seconds, text, type AnySetting } from './setting';

/** Settings of background jobs. */
export const JOBS_SETTINGS = {
  RUN_JOBS: flag('Whether the server also works the background jobs; a worker always does.', true),
  PROVIDER_CHECK_INTERVAL: seconds(
    'Time between two checks whether each provider answers, seconds; 0 switches them off.',
    0,
    86_400,
    300,
  ),
  EVALUATION_DATASETS_DIR: text(
    'Folder whose question files evaluations may name (docs/evaluation.md). Not set: none.',
  ),
} as const satisfies Record<string, AnySetting>;
