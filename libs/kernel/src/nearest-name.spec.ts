import { nearestName } from './nearest-name';

describe('nearestName', () => {
  const known = ['temperature', 'maxOutputTokens', 'messages', 'message', 'model', 'stream', 'n'];

  it.each([
    ['temprature', 'temperature'],
    ['tempreature', 'temperature'],
    ['max_output_tokens', 'maxOutputTokens'],
    ['MESSAGES', 'messages'],
    ['messagse', 'messages'],
    ['steam', 'stream'],
    ['modle', 'model'],
  ])('takes %s for %s', (name, meant) => {
    expect(nearestName(name, known)).toBe(meant);
  });

  it.each(['api_base', 'x', 'm', 'tools', '', '__proto__', 'temperature'.repeat(10)])(
    'takes %j for nothing',
    (name) => {
      expect(nearestName(name, known)).toBeUndefined();
    },
  );
});
