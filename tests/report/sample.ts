import type { Scorecard, TaskResult } from '../../src/domain/scorecard.ts';

const facts = { format: 'Keras 3.15.1 archive', parameters: 25_636_712, layers: 7 };
const rising = { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 };

export const REJECTED: Extract<TaskResult, { kind: 'rejected' }> = {
  kind: 'rejected',
  task: 'scenes',
  title: 'Scenes',
  weight: 1,
  metric: 'accuracy',
  thresholds: rising,
  score: 0,
  problem: {
    code: 'submission/lfs-pointer',
    message: 'The file is a Git LFS pointer, not a model.',
    hint: 'Untrack it, add it again and commit.',
    where: 'models/scenes/model.keras',
  },
};

/** One task of every kind. */
export const CARD: Scorecard = {
  schema: 'fivefold/scorecard/1',
  grader: { name: 'fivefold', version: '0.1.0' },
  exam: { id: 'spring', title: 'Spring exam', passPercent: 90, feedback: 'score', sha256: 'e'.repeat(64) },
  submission: {
    event: 'pull_request_target',
    base: { repository: { owner: 'school', name: 'exam' }, sha: 'b'.repeat(40) },
    head: { repository: { owner: 'ada', name: 'exam' }, sha: 'a'.repeat(40) },
    pullRequest: { number: 7 },
    candidate: 'ada',
    submittedAt: '2026-11-23T09:30:00Z',
  },
  tasks: [
    {
      kind: 'scored',
      task: 'tabular',
      title: 'Tabular',
      weight: 1,
      metric: 'roc-auc',
      thresholds: rising,
      score: 5,
      facts,
    },
    {
      kind: 'scored',
      task: 'sensors',
      title: 'Sensors',
      weight: 1,
      metric: 'mae',
      thresholds: { 2: 0.4, 3: 0.3, 4: 0.2, 5: 0.1 },
      score: 4,
      facts,
    },
    REJECTED,
    {
      kind: 'stopped',
      task: 'phrases',
      title: 'Phrases',
      weight: 1,
      metric: 'macro-f1',
      thresholds: rising,
      score: 0,
      reason: 'timeout',
      detail: 'it had not finished after 120 s',
    },
    {
      kind: 'missing',
      task: 'glyphs',
      title: 'Glyphs',
      weight: 1,
      metric: 'accuracy',
      thresholds: rising,
      score: 0,
    },
  ],
  points: 9,
  maxPoints: 25,
  percent: 36,
  verdict: 'not-passed',
};

/** The sample with other tasks. */
export function cardOf(...tasks: readonly TaskResult[]): Scorecard {
  return { ...CARD, tasks };
}
