import { hostname } from 'node:os';
import { LEASE_MS } from './limits.ts';
import { busy } from './problem.ts';
import { type Changes, commit, readText, type Tip } from './results.ts';

/** Who sweeps. The same holder may go on where it was killed. */
export interface Holder {
  /** `run 4711` of a workflow, or the name of a machine. */
  readonly name: string;
  /** Of the process, on a machine that can tell whether it still lives. */
  readonly pid?: number;
}

export interface Lease extends Holder {
  /** ISO 8601, by GitHub's clock. */
  readonly until: string;
}

const LEASE_PATH = 'lease.json';

/** A run of a workflow, which goes on when it is started again, or else this process. */
export function holderHere(run: string | undefined): Holder {
  return run ? { name: `run ${run}` } : { name: hostname(), pid: process.pid };
}

/** A sweep that has not ended is under way, or was killed. */
export function isUnfinished({ files }: Tip): boolean {
  return files.has(LEASE_PATH);
}

/** Who has the branch, or had it when they were killed. */
export async function leaseOf(tip: Tip): Promise<Lease | undefined> {
  const text = await readText(tip, LEASE_PATH);
  return text === undefined ? undefined : (JSON.parse(text) as Lease);
}

/**
 * The right to write to the results branch. It lies in the branch itself and is renewed with everything that is written
 * there: each commit is made on top of the last one of ours and refused on any other, so whoever has been overtaken can
 * never write again (a fencing token, in the words of Kleppmann 2016, "How to do distributed locking").
 */
export class Writer {
  #tip: Tip;
  readonly #holder: Holder;
  #writtenAt: number;

  private constructor(tip: Tip, holder: Holder) {
    this.#tip = tip;
    this.#holder = holder;
    this.#writtenAt = performance.now();
  }

  /**
   * @param tip what the sweep was planned by: if anybody has written since, the plan is worth nothing
   * @throws {FivefoldError} `cohort/busy`, `cohort/overtaken`, `github/*`
   */
  static async open(tip: Tip, holder: Holder): Promise<Writer> {
    const lease = await leaseOf(tip);
    if (lease && lease.until > tip.readAt && !mayContinue(lease, holder)) throw busy(lease.name, lease.until);
    const writer = new Writer(tip, holder);
    await writer.write(new Map(), `Begin: ${holder.name}`);
    return writer;
  }

  get tip(): Tip {
    return this.#tip;
  }

  /** Milliseconds since it last wrote. */
  get silentMs(): number {
    return performance.now() - this.#writtenAt;
  }

  /** @throws {FivefoldError} `cohort/overtaken`, `github/*` */
  async write(changes: Changes, message: string): Promise<void> {
    const until = new Date(Date.parse(this.#tip.readAt) + this.silentMs + LEASE_MS).toISOString();
    const lease = `${JSON.stringify({ ...this.#holder, until } satisfies Lease)}\n`;
    await this.#commit(new Map([...changes, [LEASE_PATH, lease]]), message);
  }

  /** Write for the last time, and leave the branch to others. */
  async close(changes: Changes, message: string): Promise<void> {
    await this.#commit(new Map([...changes, [LEASE_PATH, null]]), message);
  }

  async #commit(changes: Changes, message: string): Promise<void> {
    this.#tip = await commit(this.#tip, changes, message);
    this.#writtenAt = performance.now();
  }
}

/** The same run again, or a process of this machine that is no more. */
function mayContinue(lease: Lease, holder: Holder): boolean {
  if (lease.name !== holder.name) return false;
  return lease.pid === undefined || holder.pid === undefined ? lease.pid === holder.pid : !isAlive(lease.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
