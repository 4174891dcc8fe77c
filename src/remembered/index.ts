/**
 * Nothing twice: what came of a model is kept under seal, and a model that has not changed is not run again. The results
 * are the same either way, so whoever reads a scorecard cannot tell, and need not.
 */
import type { Measured, TaskOutcome } from '../domain/scorecard.ts';
import { type Asked, spell } from './asked.ts';
import { sealWith } from './sealed.ts';

export type { Asked } from './asked.ts';
export { type CarriedShelf, carriedShelf } from './carried.ts';
export { openFolder } from './folder.ts';
export { markOf } from './mark.ts';

/** A place for sealed results. It keeps what it can, and never fails: what is not there is computed. */
export interface Shelf {
  get(name: string): Promise<Uint8Array | undefined>;
  put(name: string, sealed: Uint8Array): Promise<void>;
}

/** Answers from memory if it can, and otherwise evaluates and remembers. */
export type Recall = (asked: Asked, evaluate: () => Promise<TaskOutcome>) => Promise<TaskOutcome>;

/**
 * Only what was measured is remembered: a refusal costs little, a model that was stopped may do better on another day, and
 * a failure of ours is none of the model's.
 *
 * @param key 32 bytes, derived from the identity for this use alone
 * @param shelves asked in this order; what one knows, the others learn
 */
export function recallFrom(key: Uint8Array, shelves: readonly Shelf[]): Recall {
  const seal = sealWith(key);
  const find = async (question: string): Promise<Measured | undefined> => {
    for (const shelf of shelves) {
      const sealed = await shelf.get(seal.name(question));
      const result = sealed && seal.open(question, sealed);
      if (result) return result;
    }
    return undefined;
  };
  return async (asked, evaluate) => {
    const question = spell(asked);
    const outcome = (await find(question)) ?? (await evaluate());
    if (outcome.kind === 'measured') {
      const sealed = seal.close(question, outcome);
      await Promise.all(shelves.map((shelf) => shelf.put(seal.name(question), sealed)));
    }
    return outcome;
  };
}
