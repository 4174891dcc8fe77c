import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import type { ErrorCode } from '../../src/domain/errors.ts';
import type { Exam, Task } from '../../src/domain/exam.ts';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import type { StopReason } from '../../src/domain/prediction.ts';
import type { Scorecard, TaskResult } from '../../src/domain/scorecard.ts';
import { grade } from '../../src/grade.ts';
import { readFolder } from '../../src/submission/index.ts';
import { CANARY, plant } from '../canary.ts';
import { place } from '../submission/place.ts';
import { HEALTHY } from './models/build.ts';

/** How the grading of a task may end: with the code of an error, with why the model was stopped, or with a score. */
export type Ending = ErrorCode | StopReason | 'scored';

/** What a candidate commits for one task, and how the grading of that task has to end. */
export interface Attack {
  /** Begins with the id of its threat: `[T-01] a zip bomb`. */
  readonly title: string;
  /** By path inside `models/<task>/`. */
  readonly files: NewFiles;
  readonly ends: Ending;
}

/** Attacks that are committed together, a task for each, and graded at once. */
export interface AttackGroup {
  readonly title: string;
  readonly attacks: () => Promise<readonly Attack[]> | readonly Attack[];
  /** Of one model; those of production where nothing is said. */
  readonly limits?: { readonly timeoutMs: number; readonly memoryBytes: number };
}

const ROWS = 4;
const HEALTHY_TASK = 'healthy';

/** Labels that would be recognised anywhere. The healthy model is off by one in each. */
function hiddenSet(): HiddenSet {
  const inputs = Float32Array.from({ length: ROWS * 2 }, () => CANARY.label - 1);
  const labels = Float32Array.from({ length: ROWS * 2 }, () => CANARY.label);
  plant('labels', 'secret', new Uint8Array(labels.buffer, 0, 8), String(CANARY.label));
  return {
    inputs: { dtype: 'float32', shape: [ROWS, 2], data: inputs },
    labels: { dtype: 'float32', shape: [ROWS, 2], data: labels },
  };
}

function task(id: string): Task {
  return {
    id,
    title: id,
    weight: 1,
    input: { shape: [2], dtype: 'float32' },
    output: { shape: [2], kind: 'values' },
    metric: { name: 'mae' },
    thresholds: { 2: 4, 3: 3, 4: 2, 5: 1 },
    hidden: { sha256: '0'.repeat(64), path: 'hidden.age' },
  };
}

function examOf(ids: readonly string[]): Exam {
  const tasks = ids.map(task);
  return { version: 1, id: 'hostile', title: 'Hostile', passPercent: 90, feedback: 'score', tasks };
}

/** Grade all attacks in one submission, and after them a healthy model. */
export async function gradeTogether(
  attacks: readonly Attack[],
  limits?: AttackGroup['limits'],
): Promise<Scorecard> {
  const ids = attacks.map((_, i) => `attack-${i}`);
  const exam = examOf([...ids, HEALTHY_TASK]);
  const folder = await mkdtemp(join(tmpdir(), 'fivefold-hostile-'));
  try {
    const committed = [...attacks.map(({ files }) => files), HEALTHY];
    for (const [i, { id }] of exam.tasks.entries()) {
      for (const [path, file] of Object.entries(committed[i] ?? {}))
        await place(join(folder, 'models', id, path), file);
    }
    const submission = await readFolder(folder, exam.tasks);
    const openHidden = async () => hiddenSet();
    return await grade({ exam, sha256: '0'.repeat(64), submission, openHidden, ...(limits && { limits }) });
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function endingOf(result: TaskResult | undefined): string | undefined {
  switch (result?.kind) {
    case 'rejected':
    case 'failed':
      return result.problem.code;
    case 'stopped':
      return result.reason;
    default:
      return result?.kind;
  }
}

/** What the healthy model beside the attacks got: 5, or something is wrong. */
export function healthyScore({ tasks }: Scorecard): number | null | undefined {
  return tasks.find((result) => result.task === HEALTHY_TASK)?.score;
}
