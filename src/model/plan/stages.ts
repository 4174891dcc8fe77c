import type { PlanStep } from './step.ts';

/** Steps that run together, so many rows at a time. */
export interface PlannedStage {
  readonly kind: PlanStep['kind'];
  rows: number;
  readonly steps: PlanStep[];
}

/** Half of the second-level cache of a usual server's core: what a step reads and writes should stay there. */
const CACHE_BYTES = 512 * 1024;

/** How different the numbers of rows may be that neighbours like best, before they part. */
const STRETCH = 4;

/**
 * Parts a plan where the size of its tensors changes much: a convolution of large pictures runs one picture at a time, so
 * that the next one finds it in the cache; the dense layers after it run on all rows at once, so that their weights are read
 * once.
 */
export function inStages(steps: readonly PlanStep[], batchRows: number): PlannedStage[] {
  const stages: PlannedStage[] = [];
  for (const step of steps) {
    const rows = bestRows(step, batchRows);
    const stage = stages.at(-1);
    const joins = stage?.kind === step.kind && rows * STRETCH > stage.rows && rows < stage.rows * STRETCH;
    if (stage !== undefined && joins) {
      stage.steps.push(step);
      stage.rows = Math.min(stage.rows, rows);
    } else {
      stages.push({ kind: step.kind, rows, steps: [step] });
    }
  }
  return stages;
}

function bestRows(step: PlanStep, batchRows: number): number {
  if (step.kind === 'tensorflow') return batchRows;
  const bytes = [...step.reads, ...step.writes].reduce((sum, { piece }) => sum + piece.bytes, 0);
  const cached = Math.floor(CACHE_BYTES / Math.max(bytes, 1));
  const weighed = Math.ceil((step.weightBytes ?? 0) / Math.max(bytes, 1));
  return Math.min(batchRows, Math.max(1, cached, weighed));
}
