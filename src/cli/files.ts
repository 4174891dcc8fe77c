import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import { FormatError } from '../formats/format-error.ts';

/** @throws {FivefoldError} `file/unreadable` */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    const { code = 'an error' } = cause as NodeJS.ErrnoException;
    const message = `${path} cannot be read (${code}).`;
    throw new FivefoldError(
      { code: 'file/unreadable', message, hint: 'Check the path and its permissions.' },
      { cause },
    );
  }
}

/** Run a reader on a file's bytes; what it says of the format is told with the file's name. */
export function parse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const message = `${basename(path)} is not what it should be: ${cause.message}.`;
    throw new FivefoldError(
      { code: 'file/malformed', message, hint: 'Write the file again.', where: path },
      { cause },
    );
  }
}
