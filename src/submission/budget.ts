import { MAX_FILE_BYTES, MAX_SUBMISSION_BYTES, MAX_SUBMISSION_FILES } from '../domain/limits.ts';
import { problem, visible } from './problem.ts';
import type { Entry } from './source.ts';

/** What a submission may still bring, counted over all its tasks. */
export interface Budget {
  /**
   * Set files aside for one task, all or none: a task that does not fit leaves the budget to the others.
   *
   * @throws {FivefoldError} `submission/file-too-large`, `submission/total-too-large`, `submission/too-many-files`
   */
  reserve(entries: readonly Entry[]): void;
}

export function budget(): Budget {
  let files = 0;
  let bytes = 0;
  return {
    reserve(entries) {
      for (const entry of entries) refuseLarge(entry);
      const size = entries.reduce((sum, entry) => sum + (entry.size ?? MAX_FILE_BYTES), 0);
      if (files + entries.length > MAX_SUBMISSION_FILES) throw tooMany(files + entries.length);
      if (bytes + size > MAX_SUBMISSION_BYTES) throw tooMuch(bytes + size);
      files += entries.length;
      bytes += size;
    },
  };
}

/** @throws {FivefoldError} `submission/file-too-large` */
export function refuseLarge({ path, size = 0 }: Entry, maxBytes = MAX_FILE_BYTES): void {
  if (size > maxBytes) throw tooLarge(path, `${size}`, maxBytes);
}

export function tooLarge(path: string, size: string, maxBytes: number) {
  return problem(
    'submission/file-too-large',
    `\`${visible(path)}\` has ${size} bytes; the limit is ${maxBytes}.`,
    'Make the model smaller, or save it without its optimizer: `model.save(path, include_optimizer=False)`.',
    path,
  );
}

function tooMuch(size: number) {
  return problem(
    'submission/total-too-large',
    `With this model the submission has ${size} bytes; the limit is ${MAX_SUBMISSION_BYTES} for all tasks together.`,
    'Make the models smaller, or save them without their optimizers.',
  );
}

function tooMany(count: number) {
  return problem(
    'submission/too-many-files',
    `With this model the submission has ${count} files; the limit is ${MAX_SUBMISSION_FILES} for all tasks together.`,
    'Use larger shards, or submit `.keras` files.',
  );
}
