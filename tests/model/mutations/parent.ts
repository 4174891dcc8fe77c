import { fork } from 'node:child_process';
import { PREDICT_MEMORY_BYTES } from '../../../src/domain/limits.ts';
import type { Message } from './child.ts';

/** A slice of the mutants of one base. */
export interface Batch {
  readonly base: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

export interface Report {
  /** How many mutants ended how. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Each with what it takes to see it again. */
  readonly defects: readonly string[];
}

/** A mutant loads in 5 ms. */
const LOAD_TIMEOUT_MS = 30_000;

/** What predicts for longer (with tensors just below their limit) is left to the clock of the sandbox. */
const PREDICT_TIMEOUT_MS = 5_000;

/**
 * Loads a batch of mutants, many in a process because a process takes a second to start. The sandbox gives every model
 * a process of its own, so one that stands still or dies here is tried alone before it counts as a defect: damaged HDF5
 * files can leave libhdf5's heap in disorder, where the next file, a healthy one too, goes round for ever.
 */
export async function runBatch(batch: Batch): Promise<Report> {
  const outcomes = new Map<string, number>();
  const defects: string[] = [];
  for (let from = batch.from; from < batch.to; ) {
    const part = await runUntilStopped({ ...batch, from });
    const alone = part.stoppedBy === undefined ? undefined : await runAlone(batch, part.next - 1);
    for (const { outcomes: some, defects: found } of [part, alone ?? EMPTY]) {
      for (const [outcome, count] of some) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count);
      defects.push(...found);
    }
    from = part.next;
  }
  return { outcomes, defects };
}

const EMPTY: Report = { outcomes: new Map(), defects: [] };

/** One mutant, as the sandbox would see it. */
async function runAlone(batch: Batch, index: number): Promise<Report> {
  const { outcomes, defects, stoppedBy } = await runUntilStopped({ ...batch, from: index, to: index + 1 });
  return { outcomes, defects: stoppedBy === undefined ? defects : [...defects, stoppedBy] };
}

interface Part extends Report {
  /** The mutant after the last that was run. */
  readonly next: number;
  /** What stopped the process before its end, if anything did that is not as designed. */
  readonly stoppedBy: string | undefined;
}

function runUntilStopped({ base, seed, from, to }: Batch): Promise<Part> {
  const child = fork(new URL('./child.ts', import.meta.url), [base, seed, from, to].map(String), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const outcomes = new Map<string, number>();
  const defects: string[] = [];
  let index = from;
  let isPredicting = false;
  let isDone = false;
  let stoppedBy: string | undefined;
  const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const described = (what: string) =>
    `${what}\n  see it again: node tests/model/mutations/child.ts ${base} ${seed} ${index} ${index + 1}`;
  const report = (what: string) => defects.push(described(what));
  const stop = () => {
    if (isPredicting) count('stopped by the clock');
    else stoppedBy = described(`stands still for ${LOAD_TIMEOUT_MS} ms`);
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(stop, LOAD_TIMEOUT_MS);
  child.on('message', (message: Message) => {
    clearTimeout(watchdog);
    isPredicting = message.kind === 'predict';
    watchdog = setTimeout(stop, isPredicting ? PREDICT_TIMEOUT_MS : LOAD_TIMEOUT_MS);
    switch (message.kind) {
      case 'load':
        index = message.index;
        if (message.rss > PREDICT_MEMORY_BYTES) report(`${message.rss} bytes of memory before it`);
        break;
      case 'outcome':
        count(message.outcome);
        break;
      case 'defect':
        report(`${message.what}: ${message.error}`);
        break;
      case 'done':
        isDone = true;
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      if (!isDone && signal !== 'SIGKILL') stoppedBy = described(`the process ended with ${code ?? signal}`);
      resolve({ outcomes, defects, stoppedBy, next: isDone ? to : index + 1 });
    });
  });
}
