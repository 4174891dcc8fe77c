import type { Exam } from '../domain/exam.ts';
import { UNKNOWN_TASK_MS } from './limits.ts';
import type { StudentRecord } from './record.ts';

/** What models cost, task by task, as far as anybody has measured it. */
export interface Costs {
  /** Take note of what was measured. */
  learn(record: StudentRecord): void;
  /** Milliseconds of one model. */
  of(task: string): number;
}

/** Means over all models: what a sum over many students asks for. */
export function costsFrom({ tasks }: Exam): Costs {
  const sums = new Map(tasks.map(({ id }) => [id, { ms: 0, models: 0 }]));
  return {
    learn({ attempts }) {
      for (const { tasks: graded } of attempts) {
        for (const [task, { costMs }] of Object.entries(graded)) {
          const sum = sums.get(task);
          if (!sum || costMs === undefined) continue;
          sum.ms += costMs;
          sum.models += 1;
        }
      }
    },
    of(task) {
      const { ms = 0, models = 0 } = sums.get(task) ?? {};
      return models === 0 ? UNKNOWN_TASK_MS : ms / models;
    },
  };
}

export function costOf(costs: Costs, tasks: readonly string[]): number {
  return Math.round(tasks.reduce((sum, task) => sum + costs.of(task), 0));
}
