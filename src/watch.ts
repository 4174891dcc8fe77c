import type { Phase, PhaseTime } from './domain/review.ts';

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

/** From when the first piece of work of each phase began to when the last of it was done. */
export interface Stopwatch {
  readonly watch: Watch;
  readonly times: () => readonly PhaseTime[];
}

/** A watcher that another one watches, too, and that can say afterwards how long each phase took. */
export function stopwatch(inner: Watch): Stopwatch {
  const spans = new Map<Phase, { readonly start: number; end: number }>();
  const watch: Watch = async (phase, task, work) => {
    const span = spans.get(phase) ?? { start: performance.now(), end: 0 };
    spans.set(phase, span);
    return inner(phase, task, work).finally(() => {
      span.end = performance.now();
    });
  };
  return { watch, times: () => [...spans].map(([phase, { start, end }]) => ({ phase, ms: end - start })) };
}
