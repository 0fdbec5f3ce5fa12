import { NativeDialect } from './native-dialect';

describe('NativeDialect', () => {
  it('names each event, numbers it, and leaves the name out of the data', () => {
    const dialect = new NativeDialect();

    const frames = [
      ...dialect.frames({ type: 'step-start', index: 0, source: 'native', timestamp: 5 }),
      ...dialect.frames({ type: 'answer-delta', text: 'a\n\ndata: b' }),
    ];

    expect(frames).toEqual([
      { id: '1', event: 'step-start', data: '{"index":0,"source":"native","timestamp":5}' },
      { id: '2', event: 'answer-delta', data: '{"text":"a\\n\\ndata: b"}' },
    ]);
  });

  it('ends a failed stream with the error body', () => {
    const error = {
      type: 'provider_error',
      code: 'provider_timeout',
      message: 'm',
      requestId: 'r',
      docs: 'd',
    } as const;

    expect(new NativeDialect().errorFrames({ error })).toEqual([
      { id: '1', event: 'error', data: JSON.stringify({ error }) },
    ]);
  });
});
