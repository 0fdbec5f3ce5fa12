import { actionStep, isFinishTool } from './action-step';

describe('actionStep', () => {
  it.each([
    ['search', undefined, { text: '', tool: 'search' }],
    ['Google Search', 'moss', { text: 'moss', tool: 'Google Search' }],
    ['`search`', '"moss"', { text: '"moss"', tool: 'search' }],
    ['Search[polar night]', undefined, { text: 'polar night', tool: 'Search' }],
    ["find('moss')", undefined, { text: 'moss', tool: 'find' }],
    ['find(a="b", c="d").', undefined, { text: 'a="b", c="d"', tool: 'find' }],
    ['multiply 6 by 7', undefined, { text: 'multiply 6 by 7' }],
    ['book', '{"day":"Tue"}', { text: '{"day":"Tue"}', tool: 'book', input: { day: 'Tue' } }],
    ['book', '```json\n["a"]\n```', { text: '```json\n["a"]\n```', tool: 'book', input: ['a'] }],
    ['book', '{"day":', { text: '{"day":', tool: 'book' }],
    ['{"action":"find","action_input":"moss"}', undefined, { text: 'moss', tool: 'find' }],
    ['{"name":"find","arguments":{"q":1}}', undefined, { text: '{"q":1}', tool: 'find', input: { q: 1 } }],
    ['{"tool":"list"}', undefined, { text: '', tool: 'list' }],
    ['{"q":1}', undefined, { text: '{"q":1}', input: { q: 1 } }],
  ])('reads %j with input %j', (head, input, step) => {
    expect(actionStep(head, input)).toEqual({ type: 'action', ...step });
  });

  it('is not misled by names of built-in members', () => {
    expect(actionStep('{"__proto__":{"action":"x"}}', undefined)).not.toHaveProperty('tool');
  });
});

describe('isFinishTool', () => {
  it('knows the tools by which a model says that it is done', () => {
    expect(['Finish', 'final_answer', 'Final Answer', 'search'].map(isFinishTool)).toEqual([true, true, true, false]);
  });
});
