import type { PlanStep } from './step.ts';

/** Steps that run together, so many rows at a time. */
export interface PlannedStage {
  readonly kind: PlanStep['kind'];
  /** As many as all of them can take. */
  rows: number;
  /** As many as one of them wants. */
  least: number;
  readonly steps: PlanStep[];
}

/** Half of the second-level cache of a usual server's core: what a step reads and writes should stay there. */
const CACHE_BYTES = 512 * 1024;

/** How many times fewer rows than it wants a step may be given before it parts from those before it. */
const STRETCH = 4;

/**
 * Parts a plan where the size of its tensors changes much: a convolution of large pictures runs one picture at a time, so
 * that the next one finds it in the cache; the dense layers after it run on all rows at once, so that their weights are read
 * once.
 */
export function inStages(steps: readonly PlanStep[], batchRows: number): PlannedStage[] {
  const stages: PlannedStage[] = [];
  for (const step of steps) {
    const { least, most } = rowsOf(step, batchRows);
    const stage = stages.at(-1);
    const wanted = Math.max(stage?.least ?? 0, least);
    // What has no weights only hands on: it is no reason to read those of its neighbours more often.
    const bound = least === 0 ? Math.max(most, stage?.least ?? 0) : most;
    const rows = Math.min(stage?.rows ?? batchRows, bound);
    if (stage?.kind === step.kind && wanted < rows * STRETCH) {
      stage.steps.push(step);
      Object.assign(stage, { rows, least: wanted });
    } else {
      stages.push({ kind: step.kind, rows: most, least, steps: [step] });
    }
  }
  return stages;
}

/** So many that reading weights costs no more than reading numbers; beyond these, as many as the cache holds. */
function rowsOf(step: PlanStep, batchRows: number): { readonly least: number; readonly most: number } {
  if (step.kind === 'tensorflow') return { least: batchRows, most: batchRows };
  const bytes = [...step.reads, ...step.writes].reduce((sum, { piece }) => sum + piece.bytes, 0);
  const least = Math.min(batchRows, Math.ceil((step.weightBytes ?? 0) / Math.max(bytes, 1)));
  const cached = Math.min(batchRows, Math.floor(CACHE_BYTES / Math.max(bytes, 1)));
  return { least, most: Math.max(1, least, cached) };
}
