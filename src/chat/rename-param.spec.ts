import { AppError } from '@app/kernel';
import { renameParam } from './rename-param';

describe('renameParam', () => {
  it('gives the field the name of the caller, and keeps the rest', () => {
    const error = new AppError('unsupported_parameter', 'm', { param: 'topP', retryAfterMs: 5 });

    expect(renameParam(error, { topP: 'top_p' })).toMatchObject({
      code: 'unsupported_parameter',
      message: 'm',
      param: 'top_p',
      retryAfterMs: 5,
    });
  });

  it('leaves other errors and other fields alone', () => {
    const other = new AppError('invalid_parameter', 'm', { param: 'model' });
    const foreign = new Error('m');

    expect(renameParam(other, { topP: 'top_p' })).toBe(other);
    expect(renameParam(foreign, { topP: 'top_p' })).toBe(foreign);
  });
});
