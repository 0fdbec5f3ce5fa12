/**
 * The question files that can be read, each as JSON lines, a JSON list or a JSON object with a list `examples`.
 * - `gsm8k`: objects with `question` and an `answer` that ends in `#### NUMBER` (Cobbe et al. 2021, 2110.14168).
 * - `svamp`: objects with `Body`, `Question` and `Answer` (Patel et al. 2021, 2103.07191).
 * - `bbh`: objects with `input` and `target` (BIG-Bench-Hard, Suzgun et al. 2022, 2210.09261).
 * - `jsonl`: objects with `question` and `answer`, and optionally `id` and `type`.
 */
export const DATASET_FORMATS = ['gsm8k', 'svamp', 'bbh', 'jsonl'] as const;

/** One of {@link DATASET_FORMATS}. */
export type DatasetFormat = (typeof DATASET_FORMATS)[number];
