import { type Ladder, RUNGS, type Run, type RungName } from '../../src/calibrate/index.ts';

/** A ladder whose rungs lie at these values, with five trainings so far apart. */
export function ladderAt(
  values: readonly [number, number, number, number, number],
  {
    spread = 0.01,
    sampling = 0.01,
    chance = 0.3,
  }: { spread?: number; sampling?: number; chance?: number } = {},
): Ladder {
  const trainings = (value: number): Run[] =>
    [-2, -1, 0, 1, 2].map((step, i) => ({ seed: i + 1, value: value + step * spread, sampling }));
  const runs = Object.fromEntries(RUNGS.map((rung, i) => [rung, trainings(values[i] ?? 0)]));
  return { hiddenRows: 500, trainingRows: 2_000, chance, runs: runs as Record<RungName, Run[]> };
}
