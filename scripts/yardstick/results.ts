import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Ladder } from '../../src/calibrate/index.ts';
import type { PracticeTaskId } from '../../src/generate/index.ts';

/** Exams from which the thresholds of the practice tasks are set, by their public seeds. */
export const SETTING_SEEDS = ['practice-1', 'practice-2'] as const;

/** Exams that are only measured, to see whether the thresholds hold for an exam that had no say in them. */
export const TESTING_SEEDS = ['practice-3', 'practice-4'] as const;

export const DOCS = resolve(import.meta.dirname, '../../docs');
export const RESULTS_FILE = resolve(DOCS, 'yardstick.json');

/** What was measured: by seed of the exam, by task. */
export type Results = Readonly<Record<string, Partial<Readonly<Record<PracticeTaskId, Ladder>>>>>;

export async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(RESULTS_FILE, 'utf8')) as Results;
}

/** The ladders of one task in these exams, as far as they were measured. */
export function laddersOf(
  results: Results,
  seeds: readonly string[],
  task: PracticeTaskId,
): readonly (readonly [seed: string, ladder: Ladder])[] {
  return seeds.flatMap((seed) => {
    const ladder = results[seed]?.[task];
    return ladder ? [[seed, ladder] as const] : [];
  });
}
