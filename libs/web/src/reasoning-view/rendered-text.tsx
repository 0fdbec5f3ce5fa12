import { createContext, use, type ReactNode } from 'react';
import { StreamedText } from './streamed-text';

/** Makes what is shown of a text out of it. `growing` while more of it may come. */
export type RenderText = (text: string, growing: boolean) => ReactNode;

/** How texts of models are shown in a view. Default: as they are. */
export const TextRenderer = createContext<RenderText>((text) => <StreamedText text={text} />);

/** A text of a model, as the view around it renders such. */
export function RenderedText({ text, growing = false }: { text: string; growing?: boolean }) {
  return use(TextRenderer)(text, growing);
}
