import { check } from '../../src/check.ts';
import type { Finding, TaskCheck } from '../../src/domain/check.ts';
import type { Exam, Task } from '../../src/domain/exam.ts';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import type { ModelFiles, Submission } from '../../src/domain/submission.ts';
import {
  drawPhraseTexts,
  drawTask,
  metricOf,
  PRACTICE_SEED,
  PRACTICE_TASKS,
  type PracticeTaskId,
  phraseVocabulary,
} from '../../src/generate/index.ts';
import { VOCABULARY } from './made.ts';

/** A task of the practice exam. */
export function practiceTask(id: PracticeTaskId, change: Partial<Task> = {}): Task {
  const task = PRACTICE_TASKS.find((candidate) => candidate.id === id);
  if (!task) throw new Error(`there is no task ${id}`);
  const hidden = { path: `hidden-tests/${id}.npz.age`, sha256: '0'.repeat(64) };
  return { ...task, metric: metricOf(task, PRACTICE_SEED), hidden, ...change };
}

export function publicSample(id: PracticeTaskId, rows = 160): HiddenSet {
  const { input } = practiceTask(id);
  return input.text
    ? drawPhraseTexts(PRACTICE_SEED, 'sample', rows)
    : drawTask(id, PRACTICE_SEED, 'sample', rows);
}

export interface Case {
  readonly task: Task;
  readonly model: ModelFiles;
  readonly sample?: HiddenSet;
  readonly training?: HiddenSet;
}

/** Check one model, in the sandbox and with everything around it. */
export async function checkModel({ task, model, sample, training }: Case): Promise<TaskCheck> {
  const exam: Exam = {
    version: 1,
    id: 'practice',
    title: 'Practice',
    passPercent: 90,
    feedback: 'score',
    tasks: [task],
  };
  const submission: Submission = new Map([[task.id, { kind: 'model', model }]]);
  const { tasks } = await check({
    exam,
    sha256: '0'.repeat(64),
    submission,
    openSample: async () => sample,
    openTraining: async () => training,
    openVocabulary: async () => (task.id === 'made' ? VOCABULARY : phraseVocabulary(PRACTICE_SEED)),
  });
  const [result] = tasks;
  if (!result) throw new Error('nothing was checked');
  return result;
}

export function findingsOf(result: TaskCheck): readonly Finding[] {
  return 'findings' in result ? result.findings : [];
}
