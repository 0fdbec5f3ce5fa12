import { readGaps } from './health-api';

describe('what is missing of the metric events', () => {
  const { signal } = new AbortController();
  const answer = (status: number, body: object): void => {
    jest.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json(body, { status }));
  };
  const refusal = (code: string): object => ({ error: { type: 'x', code, message: 'x', requestId: 'req_1' } });
  afterEach(() => jest.restoreAllMocks());

  it('is what the server tells', async () => {
    answer(200, { gaps: { unwritten: 1, unread: 2, unsaved: 3 } });
    expect(await readGaps(signal)).toEqual({ unwritten: 1, unread: 2, unsaved: 3 });
  });

  it.each([
    [503, 'storage_unavailable'],
    [403, 'forbidden'],
  ])('is not known after %d %s, which does not hide the rest of the page', async (status, code) => {
    answer(status, refusal(code));
    expect(await readGaps(signal)).toBeUndefined();
  });

  it('fails with what else goes wrong', async () => {
    answer(500, refusal('internal_error'));
    await expect(readGaps(signal)).rejects.toBeDefined();
  });
});
