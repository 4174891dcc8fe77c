import { type ErrorCode, FivefoldError } from '../domain/errors.ts';
import { FormatError, LimitError } from '../formats/format-error.ts';

type DatasetCode = Extract<ErrorCode, `dataset/${string}`>;

/** What the instructor can do about each failure, where the message alone does not say it. */
const HINTS: Record<DatasetCode, string> = {
  'dataset/unreadable': 'Correct the place, or take it out of the data.',
  'dataset/unclear': 'Say it with the option; docs/own-data.md describes them.',
  'dataset/too-large': 'Take a part of the data.',
  'dataset/too-small': 'Add examples, or leave the class out.',
  'dataset/exists': 'Look whether it may go; `--force` replaces it.',
  'dataset/download-failed': 'Try again, or download the files yourself and name their folder with `--from`.',
  'dataset/hash-mismatch':
    'The publisher changed the file, or something in between did; use no file that differs.',
};

/** A failure of this stage. The message names the file, the line and the column. */
export function datasetError(
  code: DatasetCode,
  message: string,
  context: { readonly hint?: string; readonly cause?: unknown } = {},
): FivefoldError {
  const { hint = HINTS[code], cause } = context;
  return new FivefoldError({ code, message, hint }, cause === undefined ? undefined : { cause });
}

/** Run a decoder; what it says of the format is told with the place. */
export function reading<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const code = cause instanceof LimitError ? 'dataset/too-large' : 'dataset/unreadable';
    throw datasetError(code, `${where} cannot be read: ${cause.message}.`, { cause });
  }
}
