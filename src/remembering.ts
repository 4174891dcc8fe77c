import { FivefoldError } from './domain/errors.ts';
import { predictionKeys, rememberedKey } from './hidden/index.ts';
import { type Recall, recallFrom, type Shelf } from './remembered/index.ts';

/** What the identity gives a grading beside the hidden rows. */
export interface Keyed {
  /** Marks predictions, so that a scorecard can be recomputed. */
  readonly markKey?: Uint8Array;
  /** Knows what came of models before. */
  readonly recall?: Recall;
}

/** Nothing where the identity is none, which is told with every task that needs it. */
export async function keyed(identity: string, shelves: readonly Shelf[]): Promise<Keyed> {
  try {
    const [markKey] = await predictionKeys(identity);
    return { markKey, recall: recallFrom(await rememberedKey(identity), shelves) };
  } catch (error) {
    if (error instanceof FivefoldError) return {};
    throw error;
  }
}
