import type { Random } from '../../src/generate/random.ts';
import { type Bench, changed, mixed, randomEdits, SMALL_STEP, stepsOf } from './edits.ts';
import type { Edits } from './puzzle.ts';
import { finals, newVotes, noteDraw } from './votes.ts';

/** After each submission, what the attacker would submit for keeps, if they stopped now: the best of these counts. */
export type Attack = (bench: Bench, random: Random) => Generator<() => readonly Edits[], void, void>;

/** Changes by which a knowing attacker would begin; it adapts to the answers. */
const FIRST_SHARE = 0.3;
const [MIN_SHARE, MAX_SHARE] = [0.1, 1];
/** Halving an interval so often leaves no number between its ends. */
const HALVINGS = 50;

/**
 * Random changes, and in the end a vote: what stood in submissions with good answers against what stood in others. Where answers are
 * scores, changes are made large enough to keep answers on both sides of a threshold.
 * Source: Blum & Hardt (2015), "The Ladder", section 4; Hardt, "Competing in a data science contest without reading the data" (2015).
 */
export function* boosting(bench: Bench, random: Random): ReturnType<Attack> {
  const { puzzle, submit } = bench;
  const votes = newVotes(puzzle);
  let best = submit(new Float64Array(puzzle.cells));
  yield () => [];
  for (let share = puzzle.start === 'nothing' ? MAX_SHARE : FIRST_SHARE; ; ) {
    const edits = randomEdits(puzzle, share, random);
    const level = submit(edits);
    if (level > Number.NEGATIVE_INFINITY) noteDraw(votes, edits, level);
    if (puzzle.start === 'honest') {
      const factor = level >= best ? 1.1 : 1 / 1.1;
      share = Math.min(MAX_SHARE, Math.max(MIN_SHARE, share * factor));
    }
    best = Math.max(best, level);
    yield () => finals(votes);
  }
}

/** Change a few cells; keep what is told to be better. More of them after a success, fewer after a failure. */
export function* climbing(bench: Bench, random: Random): ReturnType<Attack> {
  const { puzzle, submit } = bench;
  let state = new Float64Array(puzzle.cells);
  let level = submit(state);
  let group = puzzle.cells / 10;
  yield () => [state];
  for (;;) {
    const proposal = Float64Array.from(state);
    for (let i = 0; i < group; i++) {
      const cell = random.integer(puzzle.cells);
      const step = random.pick(stepsOf(puzzle, SMALL_STEP));
      proposal[cell] = (state[cell] ?? 0) + step;
    }
    const answer = submit(proposal);
    if (answer > level) [state, level] = [proposal, answer];
    group = Math.min(puzzle.cells, Math.max(1, group * (answer >= level ? 1.5 : 0.95)));
    yield () => [state];
  }
}

/**
 * Find predictions at the very edge of a better answer, by halving the way between two that are answered differently; then change one
 * cell after another and see which change tips the answer: a bit of a label for each. Values are approached by halving steps.
 */
export function* edging(bench: Bench, random: Random): ReturnType<Attack> {
  const { puzzle, submit } = bench;
  const known = new Float64Array(puzzle.cells);
  for (let step = SMALL_STEP; ; step /= 2) {
    const edge = { below: Float64Array.from(known), level: submit(known) };
    yield () => [known];
    yield* approach(edge, bench, random, () => [known]);
    for (const cell of random.shuffle([...known.keys()])) yield* probe(cell, step, edge, known, bench);
  }
}

interface Edge {
  /** Just not good enough for the answer `level`. */
  below: Edits;
  level: number;
}

/** Which change of one cell tips the answer? It is noted in `known`. */
function* probe(
  cell: number,
  step: number,
  edge: Edge,
  known: Edits,
  { puzzle, submit }: Bench,
): ReturnType<Attack> {
  for (const change of stepsOf(puzzle, step)) {
    if (puzzle.classes > 0 && change === edge.below[cell]) continue;
    const rises = submit(changed(puzzle, edge.below, cell, change)) >= edge.level;
    if (rises) known.set(changed(puzzle, known, cell, change).subarray(cell, cell + 1), cell);
    yield () => [known];
    if (rises) return;
  }
}

/** Moves `edge.below` to where the least improvement reaches `edge.level`. */
function* approach(
  edge: Edge,
  { puzzle, submit }: Bench,
  random: Random,
  known: () => readonly Edits[],
): ReturnType<Attack> {
  let high = edge.below;
  let low = high;
  while (low === high) {
    const other = randomEdits(puzzle, 1, random);
    const level = submit(other);
    yield known;
    if (level > edge.level) [high, low, edge.level] = [other, high, level];
    else if (level < edge.level) low = other;
  }
  for (let [from, to, i] = [0, 1, 0]; i < HALVINGS && to > from; i++) {
    const middle = (from + to) / 2;
    const state = mixed(puzzle, low, high, middle);
    if (submit(state) >= edge.level) to = middle;
    else [from, edge.below] = [middle, state];
    yield known;
    if (puzzle.classes > 0 && (to - from) * puzzle.cells < 1) return;
  }
}

export const ATTACKS: Readonly<Record<string, Attack>> = { boosting, climbing, edging };
