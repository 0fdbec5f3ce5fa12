import { NUMBER_PLACE, requestBytes, requestSource } from './request-bytes';

describe('the requests of a load', () => {
  it('are GET without a body and POST with one, whose length they tell', () => {
    expect(requestBytes({ port: 80, path: '/list' }).toString()).toBe(
      'GET /list HTTP/1.1\r\nhost: 127.0.0.1:80\r\n\r\n',
    );
    expect(requestBytes({ port: 80, path: '/ask', body: { a: 'ä' } }).toString()).toMatch(
      /^POST \/ask HTTP\/1\.1\r\n[\s\S]*content-length: 10\r\n\r\n\{"a":"ä"\}$/,
    );
  });

  it('are the same bytes, or differ in a number of the same length', () => {
    const same = requestSource({ port: 80, path: '/ask', body: { message: 'same' } });
    expect(same()).toBe(same());
    const next = requestSource({ port: 80, path: '/ask', body: { message: `question ${NUMBER_PLACE}` } });
    const [first, second] = [next().toString(), next().toString()];
    expect(first).toMatch(/"question \d{20}"/);
    expect(second).not.toBe(first);
    expect(second).toHaveLength(first.length);
  });
});
