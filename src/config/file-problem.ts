import { readFileSync } from 'node:fs';

/** Why a setting's file is of no use, undefined when it is. `holds`: a kind of PEM block, such as `PRIVATE KEY`. */
export function fileProblem(path: string, holds?: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    if (holds === undefined || new RegExp(`-----BEGIN ([A-Z0-9]+ )*${holds}-----`).test(text)) return undefined;
    return `names a file without a ${holds} in PEM form`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'names a file that does not exist';
    return code === 'EISDIR' ? 'names a folder, not a file' : 'names a file that cannot be read';
  }
}
