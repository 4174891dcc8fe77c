import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import { MAX_VOCABULARY_BYTES } from '../domain/limits.ts';
import type { CommitRef } from '../domain/submission.ts';
import { FormatError } from '../formats/format-error.ts';
import type { GitHub } from '../github/client.ts';
import { readBlob, readTree } from '../github/objects.ts';

/** What the first two lines stand for: padding, and every word that no other line names. */
const SPECIAL = ['', '[UNK]'];

/** Texts lose capitals and ASCII punctuation and are split at white space, so that no word of theirs holds any. */
const NEVER_IN_A_WORD = /[A-Z!-/:-@[-`{-~ \t\v\f]/;

/**
 * The vocabulary that an exam publishes, at the exam's commit.
 *
 * @returns words by the number of their token: 0 is padding (''), 1 stands for unknown words
 * @throws {FivefoldError} `exam/vocabulary-missing`, `exam/vocabulary-invalid`; `github/*` GitHub did not serve it
 */
export async function fetchVocabulary(
  github: GitHub,
  commit: CommitRef,
  path: string,
): Promise<readonly string[]> {
  const { entries } = await readTree(github, commit);
  const entry = entries.find((candidate) => candidate.path === path && candidate.type === 'blob');
  if (!entry) throw missing(path);
  if ((entry.size ?? 0) > MAX_VOCABULARY_BYTES) throw tooLarge(path);
  return parseVocabulary(await readBlob(github, commit.repository, entry, MAX_VOCABULARY_BYTES), path);
}

/**
 * The same from a folder that holds an exam.
 *
 * @throws {FivefoldError} `exam/vocabulary-missing`, `exam/vocabulary-invalid`
 */
export async function readVocabulary(directory: string, path: string): Promise<readonly string[]> {
  const file = await open(join(directory, path)).catch((cause: unknown) => {
    throw missing(path, cause);
  });
  try {
    const { size } = await file.stat();
    if (size > MAX_VOCABULARY_BYTES) throw tooLarge(path);
    return parseVocabulary(new Uint8Array(await file.readFile()), path);
  } finally {
    await file.close();
  }
}

/**
 * Words by line, as `"\n".join(layer.get_vocabulary())` of Keras's TextVectorization writes them.
 *
 * @throws {FivefoldError} `exam/vocabulary-invalid`, with the line
 */
export function parseVocabulary(bytes: Uint8Array, path: string): readonly string[] {
  try {
    const words = decode(bytes).split(/\r?\n/);
    if (words.length > 1 && words.at(-1) === '') words.pop();
    checkWords(words);
    return words;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw invalid(path, cause.message, cause);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError('it is not UTF-8', { cause });
  }
}

function checkWords(words: readonly string[]): void {
  const [padding, unknown] = words;
  if (padding !== SPECIAL[0] || unknown !== SPECIAL[1]) {
    throw new FormatError('its first line should be empty, for padding, and its second `[UNK]`');
  }
  const lines = new Map<string, number>();
  for (const [index, word] of words.entries()) {
    const line = index + 1;
    const before = lines.get(word);
    if (before !== undefined) throw new FormatError(`line ${line} says what line ${before} says`);
    lines.set(word, line);
    if (index >= SPECIAL.length && NEVER_IN_A_WORD.test(word)) {
      throw new FormatError(`line ${line}, ${JSON.stringify(word.slice(0, 40))}, can be no word of a text`);
    }
  }
}

function missing(path: string, cause?: unknown): FivefoldError {
  const message = `The exam's vocabulary ${path} is not there.`;
  const hint = 'Commit the file beside exam.yml, or correct `vocabulary` in exam.yml.';
  return new FivefoldError({ code: 'exam/vocabulary-missing', message, hint, where: path }, { cause });
}

function tooLarge(path: string): FivefoldError {
  return invalid(path, `it has more than ${MAX_VOCABULARY_BYTES} bytes, which is the limit`);
}

function invalid(path: string, reason: string, cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'exam/vocabulary-invalid',
      message: `The exam's vocabulary ${path} cannot be used: ${reason}.`,
      hint: 'Write one word a line, each once, in lower case and without punctuation; docs/exam.md shows one.',
      where: path,
    },
    { cause },
  );
}
