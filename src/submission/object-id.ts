import { createHash } from 'node:crypto';
import type { ModelFiles, TokenizerFile } from '../domain/submission.ts';
import { blobId } from '../github/objects.ts';

/**
 * What makes a model the model that it is: the name and the git object id of each of its files, and how a tokenizer of its own
 * pads. The ids are computed from the bytes, so that a folder and a commit, of whatever git, give the same.
 */
export function objectIdOf(files: ModelFiles['files'], tokenizer?: TokenizerFile): string {
  const named = [...files].map(([name, bytes]) => [name, blobId(bytes)] as const);
  const members = named.sort(([a], [b]) => (a < b ? -1 : 1));
  const own = tokenizer && [blobId(tokenizer.bytes), tokenizer.padding, tokenizer.truncating];
  return createHash('sha256')
    .update(JSON.stringify([members, own ?? null]))
    .digest('hex');
}
