import { createHash } from 'node:crypto';
import type { ModelFiles, Side } from '../domain/submission.ts';
import { blobId } from '../github/objects.ts';

/** All that decides what a model answers, by git object ids. */
export interface Ids {
  /** Of every file, by its name in the model's folder. */
  readonly files: readonly (readonly [name: string, id: string])[];
  /** Of a tokenizer of its own, and how that pads. */
  readonly tokenizer?: readonly [id: string, padding: Side, truncating: Side] | undefined;
}

/** One name for a model, in hex (SHA-256): equal for equal models, in a commit and in a folder. */
export function objectIdOf({ files, tokenizer }: Ids): string {
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([sorted, tokenizer ?? null]))
    .digest('hex');
}

/** The same from bytes, which were held against their ids where git knew them. */
export function idsOf({ files, tokenizer }: Pick<ModelFiles, 'files' | 'tokenizer'>): Ids {
  return {
    files: [...files].map(([name, bytes]) => [name, blobId(bytes)]),
    tokenizer: tokenizer && [blobId(tokenizer.bytes), tokenizer.padding, tokenizer.truncating],
  };
}
