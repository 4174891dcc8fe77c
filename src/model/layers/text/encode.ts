import { sizeOf } from '../../../domain/tensor.ts';
import type { LayerConfig } from '../../config/layer-config.ts';
import type { LayerLabel } from '../../graph.ts';
import { tf } from '../../tf.ts';
import { assertAllocatable } from '../allocation.ts';

/** What becomes of indices. `count` may be weighted. */
export type OutputMode = 'int' | 'one_hot' | 'multi_hot' | 'count';

const SPELLINGS = ['int', 'one_hot', 'multi_hot', 'count', 'binary', 'tf_idf', 'tf-idf'] as const;

/** Keras's names for `output_mode`, two of them deprecated. */
export function readOutputMode(config: LayerConfig, fallback: OutputMode = 'int'): OutputMode | 'tf_idf' {
  const mode = config.choice('output_mode', SPELLINGS, fallback);
  if (mode === 'binary') return 'multi_hot';
  return mode === 'tf-idf' ? 'tf_idf' : mode;
}

/** Integers in a shape; −1 stands for what is dropped. */
export interface Indices {
  readonly values: Int32Array;
  readonly shape: readonly number[];
}

/**
 * Indices as they are, or as rows of `depth` numbers: one row for each index (`one_hot`), or one for all indices along
 * an axis, telling which occur (`multi_hot`) or how often (`count`). What lies beyond `depth` is dropped.
 * Source: keras/src/utils/numerical_utils.py `encode_categorical_inputs`
 *
 * @param weights - for `count`: what each index adds, instead of 1
 * @throws {FivefoldError} model/too-large
 */
export function encode(
  { values, shape }: Indices,
  mode: OutputMode,
  depth: number,
  layer: LayerLabel,
  weights?: ArrayLike<number>,
): tf.Tensor {
  if (mode === 'int') return tf.tensor(values, [...shape], 'int32');
  const plan = mode === 'one_hot' ? eachAlone(shape) : allAlong(shape);
  const encoded = [...plan.shape, depth];
  assertAllocatable(layer, encoded);
  const rows = new Float32Array(sizeOf(encoded));
  values.forEach((index, i) => {
    if (index < 0 || index >= depth) return;
    const at = plan.rowOf(i) * depth + index;
    rows[at] = mode === 'count' ? (rows[at] ?? 0) + (weights?.[i] ?? 1) : 1;
  });
  return tf.tensor(rows, encoded);
}

interface Plan {
  /** Of the rows. */
  readonly shape: readonly number[];
  /** Which row the i-th index belongs to. */
  readonly rowOf: (i: number) => number;
}

/** A last axis of length 1 gives way to the row. */
function eachAlone(shape: readonly number[]): Plan {
  const gives = shape.length > 1 && shape.at(-1) === 1;
  return { shape: gives ? shape.slice(0, -1) : shape, rowOf: (i) => i };
}

/** Along the second axis; a single axis is the one. (For two axes that is the last; beyond, Keras does the same.) */
function allAlong(shape: readonly number[]): Plan {
  if (shape.length < 2) return { shape: [], rowOf: () => 0 };
  const [rows = 0, steps = 0, ...rest] = shape;
  const inner = sizeOf(rest);
  return {
    shape: [rows, ...rest],
    rowOf: (i) => Math.floor(i / (steps * inner)) * inner + (i % inner),
  };
}
