import { type ErrorCode, FivefoldError } from '../domain/errors.ts';
import type { Entry } from './source.ts';

export type SubmissionErrorCode = Extract<ErrorCode, `submission/${string}`>;

/** An error about one file of a submission, or about none. */
export function problem(
  code: SubmissionErrorCode,
  message: string,
  hint: string,
  where?: string,
): FivefoldError {
  return new FivefoldError({ code, message, hint, ...(where !== undefined && { where: visible(where) }) });
}

/** A path as it may be quoted: deceptive characters become visible. */
export function visible(path: string): string {
  const reveal = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;
  return path.slice(0, MAX_QUOTED).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, reveal);
}

/** Characters of a path that a message quotes. */
const MAX_QUOTED = 200;

export function unsafePath(path: string): FivefoldError {
  return problem(
    'submission/path-unsafe',
    `\`${visible(path)}\` is not a plain path inside the repository.`,
    'Use a path like `models/task/model.keras`: no `.`, `..`, leading `/`, backslashes or control characters.',
    path,
  );
}

/** Why something that is not a file cannot be a model. */
export function notAFile({ path, kind }: Entry): FivefoldError {
  const shown = visible(path);
  switch (kind) {
    case 'symlink':
      return problem(
        'submission/symlink',
        `\`${shown}\` is a symbolic link.`,
        `Commit the file itself: \`cp --remove-destination "$(readlink -f FILE)" FILE && git add FILE\`.`,
        path,
      );
    case 'submodule':
      return problem(
        'submission/submodule',
        `\`${shown}\` is a git submodule: its files are not part of this repository.`,
        'Commit the files themselves: `git rm --cached FOLDER`, delete the `.git` inside it, `git add FOLDER`.',
        path,
      );
    default:
      return problem(
        'submission/file-missing',
        `\`${shown}\` is a ${kind === 'folder' ? 'folder' : 'special file'}, not a model file.`,
        'Name the model file itself, for example `models/task/model.keras`.',
        path,
      );
  }
}
