import type { Column } from './data-table';

/** Who answered, and how. */
export const MODEL_COLUMN: Column<{ model: string; strategy: string }> = {
  title: 'Model',
  mono: true,
  cell: ({ model, strategy }) => (
    <>
      {model}
      <small>{strategy}</small>
    </>
  ),
};
