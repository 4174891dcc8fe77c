import type { Measured } from '../../src/domain/scorecard.ts';
import type { Asked } from '../../src/remembered/index.ts';

export const KEY = new Uint8Array(32).fill(1);

export const MEASURED: Measured = {
  kind: 'measured',
  value: 0.9125,
  facts: { format: 'Keras 3.15.1 archive', parameters: 1_234, layers: 5 },
  predictionsHmac: 'ab'.repeat(32),
};

export const ASKED: Asked = {
  model: 'c'.repeat(64),
  task: {
    hidden: { path: 'hidden-tests/digits.npz.age', sha256: 'd'.repeat(64) },
    input: { shape: [4], dtype: 'float32' },
    output: { shape: [3], kind: 'classes' },
    metric: { name: 'accuracy' },
  },
  grader: '0.1.0',
  engine: 'wasm',
  isolation: { network: 'bwrap', files: 'bwrap', memory: 'rlimit', cpu: 'rlimit' },
};

/** Every part of a question, as something else. */
export const OTHERS: readonly (readonly [what: string, asked: Asked])[] = [
  ['model', { ...ASKED, model: 'e'.repeat(64) }],
  ['hidden set', { ...ASKED, task: { ...ASKED.task, hidden: { path: 'x', sha256: 'f'.repeat(64) } } }],
  ['input', { ...ASKED, task: { ...ASKED.task, input: { shape: [2, 2], dtype: 'float32' } } }],
  ['output', { ...ASKED, task: { ...ASKED.task, output: { shape: [1], kind: 'values' } } }],
  ['metric', { ...ASKED, task: { ...ASKED.task, metric: { name: 'mae' } } }],
  ['vocabulary', { ...ASKED, tokens: { vocabulary: ['a', 'b'], length: 120 } }],
  ['version of the grader', { ...ASKED, grader: '0.1.1' }],
  ['engine', { ...ASKED, engine: 'native' }],
  ['isolation', { ...ASKED, isolation: { ...ASKED.isolation, network: 'none' } }],
];
