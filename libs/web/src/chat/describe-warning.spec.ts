import { describeWarning } from './describe-warning';

describe('a warning in words', () => {
  it('tells of a default model without a key as a matter of the settings, not as an outage', () => {
    const text = describeWarning('default_model_unavailable');
    expect(text).toMatch(/DEFAULT_COT_MODEL .* no key/);
    expect(text).not.toMatch(/could not answer/);
  });

  it('says nothing of codes that a reader need not know', () => {
    expect(describeWarning('some_new_code')).toBeUndefined();
  });
});
