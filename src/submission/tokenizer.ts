import { MAX_TOKENIZER_BYTES } from '../domain/limits.ts';
import type { TokenizerFile } from '../domain/submission.ts';
import { refuseNonContent } from './content.ts';
import { notAFile, problem } from './problem.ts';
import type { Entry, Listing, Source } from './source.ts';

/** How a candidate padded; both are `pre` unless submission.yml says otherwise, as in Keras's `pad_sequences`. */
export type Sides = Pick<TokenizerFile, 'padding' | 'truncating'>;

const KERAS_DEFAULTS: Sides = { padding: 'pre', truncating: 'pre' };

/** Where a candidate's own tokenizer is, and how its sequences were padded. */
export interface LocatedTokenizer {
  readonly entry: Entry;
  readonly sides: Sides;
}

/**
 * `models/<task>/tokenizer.json`, wherever the model itself is. Most candidates bring none.
 *
 * @param sides what submission.yml says of it
 * @throws {FivefoldError} `submission/*`
 */
export function locateTokenizer(
  { entries }: Listing,
  taskId: string,
  sides: Sides | undefined,
): LocatedTokenizer | undefined {
  const path = `models/${taskId}/tokenizer.json`;
  const entry = entries.get(path);
  if (entry === undefined) {
    if (sides !== undefined) throw missing(path);
    return undefined;
  }
  if (entry.kind !== 'file') throw notAFile(entry);
  if ((entry.size ?? 0) > MAX_TOKENIZER_BYTES) throw tooLarge(entry);
  return { entry, sides: sides ?? KERAS_DEFAULTS };
}

/** @throws {FivefoldError} `submission/file-empty`, `submission/lfs-pointer`, or as {@link Source.read} */
export async function readTokenizer(
  source: Source,
  { entry, sides }: LocatedTokenizer,
): Promise<TokenizerFile> {
  const bytes = await source.read(entry, MAX_TOKENIZER_BYTES);
  refuseNonContent(entry.path, bytes);
  return { bytes, ...sides };
}

/** Without it the model would be given other tokens than it was trained on, and answer nonsense. */
function missing(path: string) {
  return problem(
    'submission/file-missing',
    `submission.yml says how a tokenizer pads, but \`${path}\` is not in the commit.`,
    'Commit the file: `git add -f FILE`. If the model needs no tokenizer, delete the task from `tokenizers`.',
    path,
  );
}

function tooLarge({ path, size }: Entry) {
  return problem(
    'submission/file-too-large',
    `\`${path}\` has ${size} bytes; the limit is ${MAX_TOKENIZER_BYTES}.`,
    'Fit the tokenizer on fewer texts, or delete the file if the model takes texts or the tokens of the exam.',
    path,
  );
}
