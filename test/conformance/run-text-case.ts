import { ReplyParser } from '@app/reasoning';
import type { ConformanceCase } from './conformance-case';
import { canonical, differences, type Reading } from './reading';
import { projectStep } from './project-step';
import { codeUnits } from './re-split';

/**
 * Parses the text of a case whole, in the pieces it names, character by character and cut in two at every place. Returns
 * what is wrong, empty when nothing is.
 */
export function runTextCase(one: ConformanceCase): string[] {
  const { input, options } = one;
  const whole = parse([input], one);
  const wrong = differences(one.expected, whole, options?.answerType);
  const wanted = canonical({ ...whole });
  const ways: [string, string[]][] = [
    ['character by character', codeUnits(input)],
    ...Array.from({ length: Math.max(0, input.length - 1) }, (_, i): [string, string[]] => [
      `cut at ${i + 1}`,
      [input.slice(0, i + 1), input.slice(i + 1)],
    ]),
  ];
  if (one.chunks !== undefined) ways.push(['in the given pieces', one.chunks.map(String)]);
  const different = ways.find(([, pieces]) => canonical({ ...parse(pieces, one) }) !== wanted);
  return different === undefined ? wrong : [...wrong, `${different[0]}: not the same as whole`];
}

function parse(pieces: readonly string[], { options }: ConformanceCase): Reading {
  const parser = new ReplyParser({
    mode: 'labels',
    ...(options?.locales === undefined ? {} : { locales: options.locales }),
  });
  for (const piece of pieces) parser.push(piece);
  const { steps, finalAnswer, complete, warnings } = parser.end();
  return { steps: steps.map(projectStep), finalAnswer, complete, warnings: [...warnings] };
}
