import { common, createLowlight } from 'lowlight';
import type { ReactNode } from 'react';

const lowlight = createLowlight(common);

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

/** Code as elements with the classes of highlight.js; the code itself when its language is not known. */
export function colourCode(code: string, language: string): ReactNode {
  if (!lowlight.registered(language)) return code;
  return lowlight.highlight(language, code).children.map(toElement);
}

function toElement(node: Node, index: number): ReactNode {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return null;
  const { className } = node.properties;
  return (
    <span key={index} className={Array.isArray(className) ? className.join(' ') : undefined}>
      {node.children.map(toElement)}
    </span>
  );
}
