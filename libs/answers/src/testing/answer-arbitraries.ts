import fc from 'fast-check';
import { ANSWER_TYPES, type AnswerType } from '../normalise-answer';

/** Pieces of which answers are put together: what the readers look for, whole and broken. */
const PIECES = [
  ...[
    '12',
    '1,250.00',
    '-7',
    '−7',
    '3/4',
    '1 1/2',
    '½',
    '0.50',
    '45 %',
    '$',
    '€',
    '1e99',
    '007',
    '2024-05-01',
    '2/30/2021',
  ],
  ...[
    '(A)',
    '(b)',
    'C)',
    'Option D',
    'yes',
    'No.',
    'TRUE',
    'May 1, 2021',
    '1. ',
    '- ',
    '\n',
    ' ',
    ' ',
    '  ',
    '.',
    ',',
    '=',
  ],
  ...[
    '**',
    '*',
    '_',
    '`',
    '"',
    '“',
    '”',
    '$$',
    '\\(',
    '\\)',
    '\\[',
    '\\]',
    '\\boxed{',
    '\\text{',
    '\\frac{1}{2}',
    '\\frac12',
  ],
  ...[
    '{',
    '}',
    '{,}',
    '\\',
    '####',
    'The answer is ',
    'so the answer is',
    'apple',
    'pear',
    'It&T',
    '<',
    '答案是',
    'ﬀ',
    '１２',
  ],
];

/** Answers of all kinds, most of them odd. */
export const ANSWERS: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
);

/** A type, or none. */
export const TYPES: fc.Arbitrary<AnswerType | undefined> = fc.constantFrom(...ANSWER_TYPES, undefined);
