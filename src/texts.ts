import type { Task } from './domain/exam.ts';
import type { HiddenSet } from './domain/hidden.ts';

/**
 * A set whose rows are texts, with what it takes to make tokens of them for models that take numbers; any other set as it is.
 *
 * @param openVocabulary reads a vocabulary of the exam by its path
 */
export async function withTokens(
  set: HiddenSet,
  { input: { text, shape } }: Task,
  openVocabulary: (path: string) => Promise<readonly string[]>,
): Promise<HiddenSet> {
  const { inputs } = set;
  const [length] = shape;
  if (!text || !length || inputs.dtype !== 'string') return set;
  const tokens = { vocabulary: await openVocabulary(text.vocabulary), length };
  return { ...set, inputs: { ...inputs, tokens } };
}
