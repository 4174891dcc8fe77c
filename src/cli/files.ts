import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import { FormatError } from '../formats/format-error.ts';

/** @throws {FivefoldError} `file/unreadable` */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw fileError('file/unreadable', `${path} cannot be read`, cause);
  }
}

/** @throws {FivefoldError} `file/unwritable` */
export async function writeOutput(
  path: string,
  content: Uint8Array | string,
  options: { readonly mode?: number; readonly flag?: string } = {},
): Promise<void> {
  try {
    await writeFile(path, content, options);
  } catch (cause) {
    throw fileError('file/unwritable', `${path} cannot be written`, cause);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EEXIST: 'it exists already',
  EISDIR: 'it is a folder',
};

function fileError(code: 'file/unreadable' | 'file/unwritable', what: string, cause: unknown): FivefoldError {
  const { code: reason = 'unknown reason' } = cause as NodeJS.ErrnoException;
  const message = `${what}: ${REASONS[reason] ?? reason}.`;
  return new FivefoldError({ code, message, hint: 'Check the path and its permissions.' }, { cause });
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

/** @throws {FivefoldError} `file/unreadable` it is not there, or it is a file */
export async function assertFolder(directory: string): Promise<void> {
  if ((await stat(directory).catch(() => undefined))?.isDirectory()) return;
  const message = `${directory} is not a folder.`;
  const hint = `Name the folder that holds ${join('models', '<task>')}.`;
  throw new FivefoldError({ code: 'file/unreadable', message, hint });
}
