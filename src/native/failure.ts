import { FivefoldError } from '../domain/errors.ts';

/** Enough to find the place in a log of a compiler. */
const MAX_SAID_CHARACTERS = 300;

/** @param what it is that has other bytes than it should: the beginning of a sentence */
export function hashMismatch(what: string): FivefoldError {
  return new FivefoldError({
    code: 'engine/hash-mismatch',
    message: `${what} is not what was pinned for the native engine, and nothing of it was unpacked.`,
    hint: 'Ask for the wheel of the version that `fivefold engine show` names, from PyPI or a mirror of it.',
  });
}

/** @param said by the program that failed, of which the last line is told */
export function installFailed(what: string, said: string): FivefoldError {
  const reason = said.trimEnd().split('\n').at(-1)?.trim().slice(0, MAX_SAID_CHARACTERS) ?? '';
  return new FivefoldError({
    code: 'engine/install-failed',
    message: `The native engine could not be installed: ${what} failed. ${reason}`.trimEnd(),
    hint: 'Check that npm and pip reach their registries and that the disk has 2 GB left, or use the wasm engine.',
  });
}
