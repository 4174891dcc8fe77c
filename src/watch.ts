import type { Phase } from './domain/review.ts';

export type { Phase } from './domain/review.ts';

/**
 * Wraps every piece of work that takes time. Progress displays, logs and benchmarks are watchers; the grading itself
 * knows no clock.
 */
export type Watch = <T>(phase: Phase, task: string | undefined, work: () => Promise<T>) => Promise<T>;

export const unwatched: Watch = (_phase, _task, work) => work();

export interface Timing {
  readonly phase: Phase;
  readonly task: string | undefined;
  readonly ms: number;
  /** What it threw, when it did. */
  readonly error?: unknown;
}

/** A watcher that reports each piece of work as it ends, whether or not it succeeds. */
export function timing(report: (timing: Timing) => void): Watch {
  return async (phase, task, work) => {
    const start = performance.now();
    try {
      const result = await work();
      report({ phase, task, ms: performance.now() - start });
      return result;
    } catch (error) {
      report({ phase, task, ms: performance.now() - start, error });
      throw error;
    }
  };
}
