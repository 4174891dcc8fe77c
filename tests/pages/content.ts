import type { TaskCheck } from '../../src/domain/check.ts';
import type { Exam, Task } from '../../src/domain/exam.ts';
import type { Outline } from '../../src/domain/outline.ts';
import type { Scorecard, TaskResult } from '../../src/domain/scorecard.ts';
import type { PageContent } from '../../src/report/html/index.ts';
import { CARD as SAMPLE } from '../report/sample.ts';

/** A page with every picture that there is, and with every kind of misfortune. */

const rising = { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 };
const facts = { format: 'Keras 3.15.1 archive', parameters: 25_636_712, layers: 7 };

function task(id: string, title: string, change: Partial<Task> = {}): Task {
  return {
    id,
    title,
    weight: 10,
    input: { shape: [6], dtype: 'float32' },
    output: { kind: 'values', shape: [1] },
    metric: { name: 'r2' },
    thresholds: rising,
    hidden: { path: `hidden-tests/${id}.npz.age`, sha256: 'a'.repeat(64) },
    ...change,
  };
}

const rung = (mean: number) => ({ mean, spread: 0.02, seeds: 5 });

export const EXAM: Exam = {
  version: 1,
  id: 'spring',
  title: 'Spring exam',
  passPercent: 90,
  feedback: 'full',
  tasks: [
    task('tabular', 'Basic model', {
      yardstick: {
        trainingRows: 3000,
        hiddenRows: 1000,
        rungs: {
          naive: rung(0),
          weak: rung(0.6),
          simple: rung(0.75),
          textbook: rung(0.85),
          strong: rung(0.95),
        },
      },
    }),
    task('glyphs', 'A learning data set', {
      output: { kind: 'classes', shape: [10] },
      metric: { name: 'accuracy' },
    }),
    task('sensors', 'Time series', {
      output: { kind: 'values', shape: [12] },
      metric: { name: 'mase', scale: 1 },
      thresholds: { 2: 0.9, 3: 0.7, 4: 0.55, 5: 0.45 },
    }),
    task('scenes', '</h2><script>alert(1)</script> @all ‮desrever', {
      output: { kind: 'classes', shape: [4] },
      metric: { name: 'macro-f1' },
    }),
  ],
};

const [tabular, glyphs, sensors, scenes] = EXAM.tasks;
if (!tabular || !glyphs || !sensors || !scenes) throw new Error('the exam has changed');

function row({ id, title, weight, metric, thresholds }: Task) {
  return { task: id, title, weight, metric: metric.name, thresholds };
}

const results: readonly TaskResult[] = [
  { ...row(tabular), kind: 'scored', score: 4, value: 0.8765, band: 'high', facts },
  { ...row(glyphs), kind: 'scored', score: 3, facts },
  { ...row(sensors), kind: 'scored', score: 1, facts },
  {
    ...row(scenes),
    kind: 'rejected',
    score: 0,
    problem: {
      code: 'model/damaged',
      message: 'The file <img src=x onerror=alert(1)> is damaged.',
      hint: 'Save it again.',
      where: `models/${'deep/'.repeat(30)}model.keras`,
    },
  },
];

export const CARD: Scorecard = {
  ...SAMPLE,
  exam: { ...SAMPLE.exam, feedback: 'full' },
  tasks: results,
  points: 8,
  maxPoints: 20,
  percent: 40,
  standing: {
    late: false,
    attempts: [
      {
        head: 'c'.repeat(40),
        at: '2026-11-23T09:00:00Z',
        counts: true,
        gains: [{ task: 'tabular', score: 2 }],
      },
      {
        head: 'a'.repeat(40),
        at: '2026-11-23T09:30:00Z',
        counts: true,
        gains: [
          { task: 'tabular', score: 4 },
          { task: 'glyphs', score: 3 },
          { task: 'sensors', score: 1 },
        ],
      },
    ],
  },
};

const wave = (row: number) => Array.from({ length: 12 }, (_, step) => 10_000 + row * Math.sin(step));
const wouldScore = { value: 4, from: 3, to: 5 } as const;

/** A chain with a name that is too long for its box, and with a stranger's words in it. */
const chain: Outline = {
  more: 0,
  layers: [
    { name: 'in', className: 'InputLayer', output: [null, 6], parameters: 0, from: [] },
    {
      name: '</title><script>alert(1)</script>',
      className: 'Dense',
      output: [64],
      parameters: 448,
      from: [0],
    },
    ...Array.from({ length: 9 }, (_, i) => ({
      name: `layer_${i}`,
      className: i % 2 ? 'GlobalAveragePooling2D' : `${'Overlong'.repeat(7)}`,
      output: [null, 1_024, 1_024, 1_024] as const,
      parameters: 1_234_567_890,
      from: [i + 1],
    })),
  ],
};

/** Branches that meet again, and a model within the model. */
const branches: Outline = {
  more: 0,
  layers: [
    { name: 'in', className: 'InputLayer', output: [28, 28, 1], parameters: 0, from: [] },
    { name: 'inner', className: 'Functional', output: [26, 26, 32], parameters: 320, from: [0] },
    { name: 'conv', className: 'Conv2D', output: [26, 26, 32], parameters: 320, from: [1], inside: 1 },
    { name: 'relu', className: 'ReLU', output: [26, 26, 32], parameters: 0, from: [2], inside: 1 },
    { name: 'wide', className: 'Conv2D', output: [26, 26, 8], parameters: 2_312, from: [1] },
    { name: 'deep', className: 'Conv2D', output: [26, 26, 8], parameters: 2_312, from: [1] },
    { name: 'skip', className: 'Conv2D', output: [26, 26, 8], parameters: 264, from: [1] },
    { name: 'both', className: 'Concatenate', output: [26, 26, 24], parameters: 0, from: [4, 5, 6] },
    { name: 'out', className: 'Dense', output: [10], parameters: 162_250, from: [7] },
  ],
};

/** More than anybody would want to see one by one: blocks of three, each with a way past it. */
const deep: Outline = {
  more: 12,
  layers: [
    { name: 'in', className: 'InputLayer', output: [150, 150, 3], parameters: 0, from: [] },
    ...Array.from({ length: 240 }, (_, i) => ({
      name: `block_${i}`,
      className: ['Conv2D', 'BatchNormalization', 'Add'][i % 3] ?? '',
      output: [75, 75, 64],
      parameters: i % 3 === 2 ? 0 : 4_160,
      from: i % 3 === 2 ? [i, Math.max(0, i - 2)] : [i],
    })),
  ],
};

const pace = { rows: 300, ms: 126 };

const checks: readonly TaskCheck[] = [
  {
    ...row(tabular),
    kind: 'runs',
    facts,
    pace,
    outline: chain,
    findings: [
      {
        diagnosis: 'unit',
        evidence: 'Divided by 1,000 its R² is 0.97 instead of 0.88.',
        advice: 'Answer in kWh.',
      },
    ],
    sample: {
      rows: 300,
      value: 0.88,
      interval: [0.84, 0.91],
      wouldScore,
      view: {
        kind: 'values',
        pairs: Array.from({ length: 200 }, (_, i) => ({ truth: i, predicted: i + 12 * Math.sin(i * i) })),
      },
    },
  },
  {
    ...row(glyphs),
    kind: 'runs',
    facts,
    outline: branches,
    findings: [],
    sample: {
      rows: 300,
      value: 0.78,
      interval: [0.73, 0.83],
      wouldScore,
      view: {
        kind: 'classes',
        confusion: Array.from({ length: 10 }, (_, truth) =>
          Array.from({ length: 10 }, (_, said) => (truth === said ? 24 + truth : (truth * said) % 3)),
        ),
        reliability: [
          { rows: 3, confidence: 0.42, correct: 0.33 },
          { rows: 120, confidence: 0.74, correct: 0.61 },
          { rows: 177, confidence: 0.97, correct: 0.9 },
        ],
      },
    },
  },
  {
    ...row(sensors),
    kind: 'runs',
    facts,
    outline: deep,
    findings: [],
    sample: {
      rows: 200,
      value: 25,
      interval: [31, 22],
      wouldScore: { value: 1, from: 1, to: 1 },
      view: {
        kind: 'forecasts',
        examples: [1, 40, 9000].map((size) => ({ truth: wave(size), predicted: wave(size / 2) })),
        errorByStep: Array.from({ length: 12 }, (_, step) => 120 * (step + 1)),
      },
    },
  },
  { ...row(scenes), kind: 'missing' },
];

export const CHECK: NonNullable<PageContent['check']> = {
  schema: 'fivefold/check/1',
  checker: { name: 'fivefold', version: '0.1.0' },
  exam: { id: EXAM.id, title: EXAM.title, sha256: 'e'.repeat(64) },
  tasks: checks,
};

/** Everything that a page can be given. */
export const CONTENT: Required<PageContent> = {
  exam: EXAM,
  card: CARD,
  check: CHECK,
  bytes: new Map([['tabular', 102_400_000]]),
  times: [
    { phase: 'exam', ms: 310 },
    { phase: 'predict', ms: 3_210 },
    { phase: 'review', ms: 5_000 },
  ],
};
