import { FivefoldError } from './domain/errors.ts';
import type { Exam } from './domain/exam.ts';
import type { History } from './domain/history.ts';
import type { Scorecard } from './domain/scorecard.ts';
import type { SubmissionRef } from './domain/submission.ts';
import type { GitHub } from './github/client.ts';
import { historyKeys } from './hidden/index.ts';
import {
  type Ledger,
  ledgerOf,
  type Memory,
  type Recalled,
  recallHistory,
  type StartedCheck,
} from './publish/index.ts';
import { type CarriedShelf, carriedShelf } from './remembered/index.ts';
import { remember } from './score/index.ts';

/** What is to be published with a scorecard: the history with it, and what to say about the one that was found. */
export interface Kept {
  readonly memory?: Memory;
  readonly notes?: { readonly history?: 'restored' | 'lost'; readonly others: readonly number[] };
}

/**
 * What a grading remembers of a pull request. The history is read when the exam is known, since it is sealed for that
 * exam, and before anything is graded, since it decides what may be told.
 */
export class Remembrance {
  /** What came of models, from the last submission and for the next. */
  readonly shelf: CarriedShelf = carriedShelf();
  readonly #github: GitHub;
  readonly #ref: SubmissionRef;
  readonly #started: StartedCheck;
  readonly #identity: string;
  #found: { readonly recalled: Recalled; readonly ledger: Ledger } | undefined;

  constructor(github: GitHub, ref: SubmissionRef, started: StartedCheck, identity: string) {
    this.#github = github;
    this.#ref = ref;
    this.#started = started;
    this.#identity = identity;
  }

  /** `undefined` where there is none: outside pull requests, and without a key to seal it. */
  async recall({ id }: Exam): Promise<History | undefined> {
    const { thread } = this.#ref;
    const keys = thread && (await keysOf(this.#identity));
    if (!keys) return undefined;
    const ledgers = (pullRequest: number) => ledgerOf(keys, { pullRequest, exam: id });
    const recalled = await recallHistory(this.#github, this.#ref, this.#started, ledgers);
    this.#found = { recalled, ledger: ledgers(thread.id) };
    this.shelf.receive(recalled.history.carried ?? {});
    return recalled.history;
  }

  /**
   * A history that was lost is given up only for a new one: with a wrong key, which opens no history and no hidden set,
   * what stands there stays.
   */
  keep(card: Scorecard): Kept {
    if (!this.#found) return {};
    const { recalled, ledger } = this.#found;
    const { state, others } = recalled;
    const history = remember(recalled.history, card, this.shelf.leave());
    if (history.revision === 0 || (state === 'lost' && history.attempts.length === 0)) return {};
    return { memory: { history, ledger }, notes: { others, ...(state !== 'intact' && { history: state }) } };
  }
}

/** A key that is missing or malformed is told with every task that needs it; here it only means no history. */
async function keysOf(identity: string): Promise<readonly Uint8Array[] | undefined> {
  try {
    return await historyKeys(identity);
  } catch (error) {
    if (error instanceof FivefoldError) return undefined;
    throw error;
  }
}
