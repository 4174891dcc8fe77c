import type { Feedback, Score, Thresholds } from '../../src/domain/exam.ts';
import { METRICS } from '../../src/domain/metric.ts';
import { PRACTICE_TASKS, type PracticeTask } from '../../src/generate/index.ts';
import { randomFrom } from '../../src/generate/random.ts';
import { scoreOf } from '../../src/score/index.ts';
import { ATTACKS, type Attack } from './attacks.ts';
import { bitsUsed } from './bits.ts';
import { openExaminer, type Rules, type Told } from './examiner.ts';
import { drawPuzzle, type Edits, type Puzzle, type Start } from './puzzle.ts';

/** Numbers of submissions after which attackers are stopped and looked at; 40 is what a drawn exam allows on both sides of midnight. */
export const CHECKPOINTS = [10, 40, 100, 1_000, 10_000] as const;

export const RULES: readonly Rules[] = (
  ['score', 'band', 'full'] as const satisfies readonly Feedback[]
).flatMap((feedback) => [
  { feedback, ladder: true },
  { feedback, ladder: false },
]);

export const STARTS = ['nothing', 'honest'] as const satisfies readonly Start[];

/** What the best of the attacks has reached after so many submissions. */
export interface Reached {
  readonly submissions: number;
  readonly attack: string;
  /** The metric on the hidden rows, which counts, and on fresh rows, which is what the model is worth. */
  readonly hidden: number;
  readonly fresh: number;
  readonly score: Exclude<Score, 0>;
  /** Bits about hidden labels that the attacker's predictions hold beyond those of the first model. */
  readonly bits: number;
}

export interface Run extends Rules {
  readonly task: string;
  readonly start: Start;
  /** As they were when the attacks were run. */
  readonly rows: number;
  readonly thresholds: Thresholds;
  /** The first model, before any attack. */
  readonly first: Omit<Reached, 'submissions' | 'attack' | 'bits'>;
  readonly reached: readonly Reached[];
}

/** All attacks on one task from one start under one set of rules; at every checkpoint, the best of them. */
export function attackTask(
  practice: PracticeTask,
  start: Start,
  rules: Rules,
  checkpoints: readonly number[],
): Run {
  const hidden = drawPuzzle(practice, start, 'hidden');
  const fresh = drawPuzzle(practice, start, 'fresh');
  const untouched = new Float64Array(hidden.cells);
  const value = hidden.valueOf(untouched);
  const { metric, thresholds } = practice;
  const first = {
    hidden: value,
    fresh: fresh.valueOf(untouched),
    score: scoreOf(value, metric.name, thresholds),
  };
  const runs = Object.entries(ATTACKS).map(([name, attack]) =>
    attackOnce(name, attack, hidden, fresh, rules, checkpoints),
  );
  const reached = checkpoints.map((_, i) =>
    runs
      .flatMap((run) => run[i] ?? [])
      .reduce((best, other) => (isBetter(hidden, other.hidden, best.hidden) ? other : best)),
  );
  return { task: practice.id, start, rows: practice.hiddenRows, thresholds, ...rules, first, reached };
}

function attackOnce(
  name: string,
  attack: Attack,
  hidden: Puzzle,
  fresh: Puzzle,
  rules: Rules,
  checkpoints: readonly number[],
): readonly Reached[] {
  const examiner = openExaminer(hidden, rules);
  const random = randomFrom(
    'oracle',
    name,
    hidden.task.id,
    hidden.start,
    rules.feedback,
    String(rules.ladder),
  );
  const submit = (edits: Edits) => levelOf(examiner.submit(edits));
  const course = attack({ puzzle: hidden, submit }, random);
  let candidates: () => readonly Edits[] = () => [];
  return checkpoints.map((submissions) => {
    while (examiner.submissions < submissions) candidates = course.next().value ?? candidates;
    return { submissions, attack: name, ...verdict(hidden, fresh, candidates(), examiner.score) };
  });
}

function levelOf(told: Told): number {
  return told.kind === 'told' ? told.level : Number.NEGATIVE_INFINITY;
}

/** The best of what the attacker holds, the first model included, once more on the hidden rows and on fresh ones. */
function verdict(hidden: Puzzle, fresh: Puzzle, candidates: readonly Edits[], score: number) {
  const untouched = new Float64Array(hidden.cells);
  const before = hidden.valueOf(untouched);
  let best = { edits: untouched, value: before };
  for (const edits of candidates) {
    const value = hidden.valueOf(edits);
    if (isBetter(hidden, value, best.value)) best = { edits: Float64Array.from(edits), value };
  }
  const { metric, thresholds } = hidden.task;
  const own = scoreOf(best.value, metric.name, thresholds);
  return {
    hidden: best.value,
    fresh: fresh.valueOf(best.edits),
    score: Math.max(own, score) as Exclude<Score, 0>,
    bits: bitsUsed(hidden, before, best.value),
  };
}

function isBetter({ task }: Puzzle, value: number, than: number): boolean {
  return METRICS[task.metric.name].better === 'higher' ? value > than : value < than;
}

/** Every start and every set of rules, for every task or one of them. */
export function* attackAll(only?: string): Generator<Run> {
  for (const task of PRACTICE_TASKS.filter(({ id }) => only === undefined || id === only))
    for (const start of STARTS) for (const rules of RULES) yield attackTask(task, start, rules, CHECKPOINTS);
}
