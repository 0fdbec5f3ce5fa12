import { InvalidJobPayloadError, readJobPayload } from './read-job-payload';

describe('readJobPayload', () => {
  it('gives the fields that the job has and drops the others', () => {
    expect(readJobPayload('provider-check', { validForMs: 900, later: true })).toEqual({ validForMs: 900 });
  });

  it('reads which evaluation is to be run', () => {
    expect(readJobPayload('evaluation', { evaluationId: 'eval_1', more: 1 })).toEqual({ evaluationId: 'eval_1' });
    expect(() => readJobPayload('evaluation', { evaluationId: '' })).toThrow(InvalidJobPayloadError);
  });

  it.each([undefined, null, [], 'canary', {}, { validForMs: '900' }, { validForMs: 0 }, { validForMs: 1.5 }])(
    'refuses %j in a sentence that names the job and shows nothing of the payload',
    (data) => {
      const read = () => readJobPayload('provider-check', data);

      expect(read).toThrow(InvalidJobPayloadError);
      expect(read).toThrow(/^The payload of the job provider-check (?!.*canary)/);
    },
  );
});
