import type { Random } from '../../src/generate/random.ts';
import type { Edits, Puzzle } from './puzzle.ts';

/** What an attack works with: the form of the predictions, and one number for an answer; nothing better is −∞. */
export interface Bench {
  readonly puzzle: Pick<Puzzle, 'cells' | 'classes' | 'start'>;
  readonly submit: (edits: Edits) => number;
}

/** In units of the first model's error: the step for one value that pays most often. */
export const SMALL_STEP = 0.7;

/** What one cell can be changed to: another class, or a step up or down. */
export function stepsOf({ classes }: Bench['puzzle'], step: number): [number, ...number[]] {
  return classes > 0 ? [1, ...Array.from({ length: classes - 2 }, (_, i) => i + 2)] : [step, -step];
}

/** The same but for one cell: another class, or a value moved by so much. */
export function changed({ classes }: Bench['puzzle'], edits: Edits, cell: number, step: number): Edits {
  const copy = Float64Array.from(edits);
  copy[cell] = classes > 0 ? step : (edits[cell] ?? 0) + step;
  return copy;
}

/** A share of the cells changed to any class, or every value moved up or down by so much. */
export function randomEdits(puzzle: Bench['puzzle'], share: number, random: Random): Edits {
  const { cells, classes } = puzzle;
  const edits = new Float64Array(cells);
  for (let i = 0; i < cells; i++) {
    if (classes === 0) edits[i] = random.chance(0.5) ? share : -share;
    else if (random.chance(share)) edits[i] = random.integer(classes);
  }
  return edits;
}

/** On the way from `low` to `high`: so many of the cells, or so much of every value. */
export function mixed({ classes, cells }: Bench['puzzle'], low: Edits, high: Edits, share: number): Edits {
  const at = (edits: Edits, i: number) => edits[i] ?? 0;
  if (classes > 0) return low.map((edit, i) => (i < share * cells ? at(high, i) : edit));
  return low.map((edit, i) => edit + share * (at(high, i) - edit));
}
