import { readFileSync } from 'node:fs';
import { ERROR_CODES } from '@app/contracts';
import { ERROR_MESSAGE } from '../../src/http/errors/error-message';
import { ERROR_STATUS } from '../../src/http/errors/error-status';
import { ERROR_TYPE } from '../../src/http/errors/error-type';

const DOCS = readFileSync(`${__dirname}/../../docs/errors.md`, 'utf8');

describe('error codes', () => {
  const codes = [...ERROR_CODES].sort();

  it('have one section each in docs/errors.md, and no section is of another', () => {
    const sections = [...DOCS.matchAll(/^### (\S+)$/gm)].map(([, code]) => code);
    expect(sections.sort()).toEqual(codes);
  });

  it('have the status that their section begins with', () => {
    const documented = [...DOCS.matchAll(/^### (\S+)\n\n(\d{3})\. /gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    expect(Object.fromEntries(documented)).toEqual(ERROR_STATUS);
  });

  it('have a status, a type and a message', () => {
    for (const table of [ERROR_STATUS, ERROR_TYPE, ERROR_MESSAGE]) expect(Object.keys(table).sort()).toEqual(codes);
  });

  it('tell the official SDKs to retry only what may succeed later', () => {
    const retried = codes.filter((code) => [408, 409, 429].includes(ERROR_STATUS[code]) || ERROR_STATUS[code] >= 500);
    expect(retried).not.toContain('provider_rejected');
    expect(retried).toEqual(expect.arrayContaining(['overloaded', 'provider_overloaded', 'rate_limited']));
  });
});
