import { covered } from '../statistics.ts';

/** A piece of work of the action, as it logs it: `exam: 92 ms`, `::debug::predict glyphs: 812 ms`. In ms since its process was started. */
export interface Phase {
  readonly name: string;
  readonly ms: number;
  readonly end: number;
}

const TIMING = /^(?:::debug::)?([a-z]+(?: [a-z-]+)?): (\d+) ms$/gm;

/** What is heard of a log, piece by piece, with the time at which it was heard. */
export function phasesOf(heard: readonly { readonly text: string; readonly at: number }[]): readonly Phase[] {
  return heard.flatMap(({ text, at }) =>
    [...text.matchAll(TIMING)].map(([, name = '', ms]) => ({ name, ms: Number(ms), end: at })),
  );
}

/** How long at least one model was read or ran: a task's `predict`, less the opening of its hidden set, which may lie within. */
export function predicting(phases: readonly Phase[]): number {
  const opened = new Map(
    phases
      .filter(({ name }) => name.startsWith('hidden '))
      .map(({ name, end }) => [name.slice('hidden '.length), end]),
  );
  const intervals = phases
    .filter(({ name }) => name.startsWith('predict '))
    .map(
      ({ name, ms, end }) =>
        [Math.max(end - ms, opened.get(name.slice('predict '.length)) ?? 0), end] as const,
    );
  return covered(intervals);
}
