import type { Task } from '../../src/domain/exam.ts';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import { mintIdentity, type PackedSet, packHiddenSet } from '../../src/hidden/index.ts';

export const EXAM = { id: 'spring' };

/** Three rows of four numbers, three classes. */
export const TASK: Task = {
  id: 'digits',
  title: 'Digits',
  weight: 1,
  input: { shape: [4], dtype: 'float32' },
  output: { shape: [3], kind: 'classes' },
  metric: { name: 'accuracy' },
  thresholds: { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 },
  hidden: { path: 'hidden-tests/digits.npz.age', sha256: '0'.repeat(64) },
};

export const SET: HiddenSet = {
  inputs: { dtype: 'float32', shape: [3, 4], data: Float32Array.from({ length: 12 }, (_, i) => i / 4) },
  labels: { dtype: 'int32', shape: [3], data: Int32Array.of(2, 0, 1) },
};

export const KEYS = await mintIdentity();

export function pack(set = SET, ids: { examId?: string; taskId?: string } = {}): Promise<PackedSet> {
  return packHiddenSet(set, { examId: EXAM.id, taskId: TASK.id, recipients: [KEYS.recipient], ...ids });
}

/** The task as exam.yml would pin these very bytes. */
export function pinned({ sha256 }: PackedSet, task = TASK): Task {
  return { ...task, hidden: { path: 'hidden-tests/digits.npz.age', sha256 } };
}
