import { describe, expect, it } from 'vitest';
import type { CheckResult, TaskCheck } from '../../src/domain/check.ts';
import { MAX_ANNOTATIONS, MAX_CHECK_TEXT_BYTES } from '../../src/domain/limits.ts';
import { renderSelfCheck, renderSelfCheckSummary, renderSelfCheckTerminal } from '../../src/report/index.ts';
import { withoutHelp } from './help.ts';

const facts = { format: 'Keras 3.15.1 archive', parameters: 1_234, layers: 5 };
const rising = { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 };

const RUNS: Extract<TaskCheck, { kind: 'runs' }> = {
  task: 'glyphs',
  title: 'Glyphs',
  metric: 'accuracy',
  thresholds: rising,
  kind: 'runs',
  facts,
  sample: {
    rows: 200,
    value: 0.61,
    interval: [0.54, 0.68],
    view: { kind: 'classes', confusion: [[122, 78]] },
    wouldScore: { value: 2, from: 2, to: 2 },
  },
  findings: [
    {
      diagnosis: 'input-scale',
      evidence: 'With inputs divided by 255, its accuracy is 0.94 instead of 0.61.',
      advice:
        'The task gives inputs unscaled: begin the model with `Rescaling(1 / 255)`, or train on them as they are.',
    },
  ],
};
const BOUNDED = { ...RUNS, task: 'tabular', title: 'Tabular', metric: 'mae', findings: [] } as const;
const REJECTED: TaskCheck = {
  task: 'scenes',
  title: 'Scenes',
  metric: 'macro-f1',
  thresholds: rising,
  kind: 'rejected',
  problem: {
    code: 'submission/lfs-pointer',
    message: 'The file is a Git LFS pointer, not a model.',
    hint: 'Untrack it, add it again and commit.',
    where: 'models/scenes/model.keras',
  },
  findings: [],
};
const { sample: _, ...withoutSample } = RUNS;

function resultOf(...tasks: readonly TaskCheck[]): CheckResult {
  const exam = { id: 'spring', title: 'Spring exam', sha256: 'e'.repeat(64) };
  return { schema: 'fivefold/check/1', checker: { name: 'fivefold', version: '0.1.0' }, exam, tasks };
}

/** One task of every kind. */
const RESULT = resultOf(
  RUNS,
  {
    ...BOUNDED,
    sample: {
      rows: 80,
      value: 1.23456,
      interval: [1.5, 1],
      view: { kind: 'values', pairs: [] },
      wouldScore: { value: 3, from: 2, to: 4 },
    },
  },
  { ...withoutSample, task: 'phrases', title: 'Phrases', findings: [] },
  REJECTED,
  { ...REJECTED, task: 'sensors', title: 'Sensors', kind: 'missing' } as TaskCheck,
  {
    ...REJECTED,
    task: 'late',
    title: 'Late',
    kind: 'stopped',
    reason: 'timeout',
    detail: 'it had not finished after 120 s',
  } as TaskCheck,
);

describe('a check, word for word', () => {
  it('in the job summary', () =>
    expect(renderSelfCheckSummary(RESULT)).toMatchFileSnapshot('./fixtures/self-check.md'));
  it('in a terminal', () =>
    expect(renderSelfCheckTerminal(RESULT, { colour: false, width: 90 })).toMatchFileSnapshot(
      './fixtures/self-check.txt',
    ));
});

describe('a check is no grade', () => {
  const texts = () => [
    renderSelfCheckSummary(RESULT),
    renderSelfCheckTerminal(RESULT, { colour: false, width: 400 }),
  ];

  it('and says so before anything else', () => {
    for (const text of texts())
      expect(text.indexOf('This is not a grade.')).toBeLessThan(text.indexOf('Glyphs'));
    expect(renderSelfCheck(RESULT).title).toBe('Checked on public data: 3 of 6 models run · not graded');
  });

  it('and has neither pips nor points', () => {
    for (const text of texts()) expect(text).not.toMatch(/[●○]|of 25|of 5\b|passed/);
  });
});

describe('its check run', () => {
  const conclusion = (...tasks: readonly TaskCheck[]) => renderSelfCheck(resultOf(...tasks)).conclusion;
  const missing = { ...REJECTED, kind: 'missing' } as TaskCheck;
  const failed = { ...REJECTED, kind: 'failed' } as TaskCheck;

  it('succeeds when what was submitted runs, however well', () => {
    expect(conclusion(RUNS, missing)).toBe('success');
  });
  it('fails when a model does not run', () => {
    expect(conclusion(RUNS, REJECTED, failed)).toBe('failure');
  });
  it('is neutral when nothing was submitted, or something of ours failed', () => {
    expect([conclusion(missing), conclusion(RUNS, failed)]).toEqual(['neutral', 'neutral']);
  });
  it('marks the file at fault, and warns of what is probably wrong', () => {
    expect(renderSelfCheck(RESULT).annotations).toMatchObject([
      { path: 'models/scenes/model.keras', level: 'failure' },
      { path: 'models/late', level: 'failure' },
      { path: 'models/glyphs', level: 'warning', message: expect.stringContaining('divided by 255') },
    ]);
  });
});

describe('what a stranger wrote', () => {
  const [ESCAPE, TURNED] = ['\u001b', '\u202e'];
  const hostile = `@everyone <img src=x> [a](http://b) | # ${TURNED}${ESCAPE}[31m`;
  const problem = { code: 'model/damaged', message: hostile, hint: hostile, where: hostile } as const;
  const result = resultOf({ ...REJECTED, problem } as TaskCheck, RUNS);

  it('is escaped in markdown', () => {
    const text = withoutHelp(renderSelfCheckSummary(result));
    expect(text).not.toMatch(/@everyone|<img|(?<!\\)\]\(http/);
  });
  it('moves no cursor in a terminal', () => {
    const text = renderSelfCheckTerminal(result, { colour: false, width: 90 });
    for (const character of [ESCAPE, TURNED]) expect(text).not.toContain(character);
  });
  it('fits into a check run, whatever its length', () => {
    const long = Array.from({ length: 2_000 }, (_, i) => ({
      ...RUNS,
      task: `t${i}`,
      title: `${hostile}${i}`,
    }));
    const { summary, annotations } = renderSelfCheck(resultOf(...long));
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(MAX_CHECK_TEXT_BYTES);
    expect(annotations).toHaveLength(MAX_ANNOTATIONS);
  });
});

it('colours only on demand, and keeps to the width', () => {
  expect(renderSelfCheckTerminal(RESULT, { colour: true, width: 80 })).toContain('\u001b[');
  const lines = withoutHelp(renderSelfCheckTerminal(RESULT, { colour: false, width: 72 })).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
});
