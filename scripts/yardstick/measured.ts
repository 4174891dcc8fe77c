import { resolve } from 'node:path';
import { thresholdsOf, yardstickOf } from '../../src/calibrate/index.ts';
import type { Thresholds, Yardstick } from '../../src/domain/exam.ts';
import { PRACTICE_TASKS, type PracticeTask } from '../../src/generate/index.ts';
import { laddersOf, type Results, SETTING_SEEDS } from './results.ts';

/** What the practice tasks take their thresholds from. */
export const MEASURED_FILE = resolve(import.meta.dirname, '../../src/generate/measured.json');

/**
 * Thresholds and their provenance by task, from the exams that set them.
 *
 * @throws {FivefoldError} `calibrate/not-separate`
 */
export function measuredOf(
  results: Results,
): Record<string, { thresholds: Thresholds; yardstick: Yardstick }> {
  const measured = PRACTICE_TASKS.map(({ id, metric }) => {
    const ladders = laddersOf(results, SETTING_SEEDS, id).map(([, ladder]) => ladder);
    const [first, ...others] = ladders;
    if (!first) throw new Error(`${id} was never measured`);
    const found = {
      thresholds: thresholdsOf(id, metric.name, ladders),
      yardstick: yardstickOf(first, ...others),
    };
    return [id, found] as const;
  });
  return Object.fromEntries(measured);
}

/** The practice tasks with thresholds as these results set them, whatever measured.json still holds. */
export function measuredTasks(results: Results): readonly PracticeTask[] {
  const measured = measuredOf(results);
  return PRACTICE_TASKS.map((task) => ({ ...task, ...measured[task.id] }));
}
