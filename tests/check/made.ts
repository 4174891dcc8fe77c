import type { Task } from '../../src/domain/exam.ts';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import { type InputTensor, sizeOf, type Tensor } from '../../src/domain/tensor.ts';
import { forge, layerOf, sequential, type WrittenWeight } from '../model/build.ts';

/** Tasks so simple that a model of known weights solves them: what such a model gets wrong is its fault alone. */
export interface Made {
  readonly task: Task;
  readonly sample: HiddenSet;
}

const ROWS = 120;
const SIDE = 4;

function made(parts: Pick<Task, 'input' | 'output'>, inputs: InputTensor, labels: number[]): Made {
  const task: Task = {
    id: 'made',
    title: 'Made',
    weight: 1,
    metric: { name: 'accuracy' },
    thresholds: { 2: 0.6, 3: 0.7, 4: 0.8, 5: 1.1 },
    hidden: { path: 'x', sha256: '0'.repeat(64) },
    ...parts,
  };
  return {
    task,
    sample: { inputs, labels: { dtype: 'int32', shape: [labels.length], data: Int32Array.from(labels) } },
  };
}

/** Pictures from 0 to 255, of which one quadrant is bright in the first channel, and another in the last. */
export function quadrants(channels: 1 | 3): Made {
  const shape = [ROWS, SIDE, SIDE, channels];
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const [pixel, row] = [Math.floor(i / channels) % SIDE ** 2, Math.floor(i / channels / SIDE ** 2)];
    const isLast = channels > 1 && i % channels === channels - 1;
    return quadrantOf(pixel) === (isLast ? row % 4 : labelOf(row)) ? 200 + (i % 50) : i % 60;
  });
  const contract = {
    input: { shape: shape.slice(1), dtype: 'float32' },
    output: { shape: [4], kind: 'classes' },
  } as const;
  return made(
    contract,
    { dtype: 'float32', shape, data },
    Array.from({ length: ROWS }, (_, row) => labelOf(row)),
  );
}

function quadrantOf(pixel: number): number {
  return 2 * Number(pixel >= 8) + Number(pixel % SIDE >= 2);
}

function labelOf(row: number): number {
  return (row * 7 + (row >> 2) + (row >> 4)) % 4;
}

/** Sums up the light of each quadrant, in one channel, after what `before` makes of a picture. */
export function quadrantModel(channels: 1 | 3, { channel = 0, before = [] as readonly object[] } = {}) {
  const kernel = Array.from({ length: SIDE ** 2 * channels * 4 }, (_, i) => {
    const [input, output] = [Math.floor(i / 4), i % 4];
    return Number(input % channels === channel && quadrantOf(Math.floor(input / channels)) === output);
  });
  const sums = layerOf('Dense', { units: 4, activation: 'linear', use_bias: false });
  const config = sequential([SIDE, SIDE, channels], ...before, layerOf('Flatten'), sums);
  return forge(config, [{ name: 'dense/kernel', shape: [SIDE ** 2 * channels, 4], values: kernel }]);
}

const WORDS = 20;
const LENGTH = 6;

/** Texts of two to five tokens, padded on the right: words below 11 blame, the others praise, the last one decides. */
export function opinions(): Made {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const words = Array.from(
      { length: 2 + (row % 4) },
      (_, i) => 2 + ((row * 5 + i * 7 + (row >> 3)) % (WORDS - 2)),
    );
    return [...words, ...new Array<number>(LENGTH - words.length).fill(0)];
  });
  const inputs: Tensor = { dtype: 'int32', shape: [ROWS, LENGTH], data: Int32Array.from(rows.flat()) };
  const labels = rows.map((row) => Number((row.findLast((token) => token > 0) ?? 0) > 10));
  return made(
    { input: { shape: [LENGTH], dtype: 'int32' }, output: { shape: [1], kind: 'classes' } },
    inputs,
    labels,
  );
}

/** The same as texts, of which the exam's vocabulary makes those tokens. */
export function writtenOpinions(): Made {
  const { task, sample } = opinions();
  const data = Array.from({ length: ROWS }, (_, row) => {
    const tokens = Array.from(sample.inputs.data.slice(row * LENGTH, (row + 1) * LENGTH) as Int32Array);
    return tokens.flatMap((token) => (token > 0 ? VOCABULARY[token] : [])).join(' ');
  });
  const input = { ...task.input, text: { vocabulary: 'vocabulary.txt' } };
  return {
    task: { ...task, input },
    sample: { ...sample, inputs: { dtype: 'string', shape: [ROWS], data } },
  };
}

export const VOCABULARY: readonly string[] = [
  '',
  '[UNK]',
  ...Array.from({ length: WORDS - 2 }, (_, i) => `word${i + 2}`),
];

/** Looks at the last place of a row padded on the left, with an embedding of so many words. */
export function lastWordModel(words = WORDS) {
  const meaning = Array.from({ length: words }, (_, token) => (token < 2 ? 0 : token > 10 ? 1 : -1));
  const layers = [
    layerOf('Embedding', { input_dim: words, output_dim: 1 }),
    layerOf('Flatten'),
    layerOf('Dense', { units: 1, activation: 'sigmoid', use_bias: false }),
  ];
  const weights: readonly WrittenWeight[] = [
    { name: 'embedding/embeddings', shape: [words, 1], values: meaning },
    { name: 'dense/kernel', shape: [LENGTH, 1], values: [0, 0, 0, 0, 0, 5] },
  ];
  return forge(sequential([LENGTH], ...layers), weights);
}
