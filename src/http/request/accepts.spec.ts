import { accepts } from './accepts';

const OFFERED = ['application/json', 'text/event-stream'];

describe('Accept', () => {
  it.each([
    undefined,
    '*/*',
    'application/json',
    'text/event-stream',
    'application/*',
    'text/html, application/json;q=0.5',
    'text/html,*/*;q=0.1',
    'APPLICATION/JSON; charset=utf-8',
    'application/json;q=0, text/*',
  ])('%j allows JSON or events', (header) => {
    expect(accepts(header, OFFERED)).toBe(true);
  });

  it.each([
    'image/png',
    'text/html',
    'application/json;q=0',
    '*/*;q=0',
    '',
    'json',
    'application/json;q=x',
    'image/*;q=1',
  ])('%j allows neither', (header) => {
    expect(accepts(header, OFFERED)).toBe(false);
  });

  it('lets the more specific range decide', () => {
    expect(accepts('application/json;q=0, */*', ['application/json'])).toBe(false);
    expect(accepts('*/*;q=0, application/json', ['application/json'])).toBe(true);
  });
});
