import * as tf from '@tensorflow/tfjs-core';
import type { LstmRun, LstmStates } from './fused.ts';

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}

/** What tfjs-node offers beside its kernels: any operation of TensorFlow, by its name. */
interface Backend {
  readonly binding: Readonly<Record<'TF_ATTR_FLOAT' | 'TF_ATTR_BOOL' | 'TF_ATTR_TYPE' | 'TF_FLOAT', number>>;
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

/** tfjs-node's way around the type that TensorFlow.js lacks. */
export type Int64Scalar = new (value: number) => tf.TensorInfo;

/** i, cs, f, o, ci, co, h: cell states second, outputs last. */
const OUTPUTS = 7;

/**
 * TensorFlow's own LSTM over all steps at once, several times as fast as one step after another. Its gates have Keras's order.
 * Source: tensorflow/core/ops/rnn_ops.cc, BlockLSTMV2
 */
export function blockLstm(run: LstmRun, Int64: Int64Scalar): LstmStates {
  const { x, h, c, kernel, recurrent, bias } = run;
  return tf.tidy(() => {
    const backend = tf.backend() as unknown as Backend;
    const [, steps = 0] = x.shape;
    const [units = 0, columns = 0] = recurrent.shape;
    const none = tf.zeros([units]);
    const weights = tf.concat([kernel, recurrent], 0);
    const inputs = [tf.transpose(x, [1, 0, 2]), c, h, weights, none, none, none, bias ?? tf.zeros([columns])];
    const all = backend.executeMultipleOutputs(
      'BlockLSTMV2',
      attributesFor(backend),
      [new Int64(steps), ...inputs],
      OUTPUTS,
    );
    const [, cells, , , , , outputs] = all;
    if (cells === undefined || outputs === undefined) throw new Error('BlockLSTMV2 has seven outputs');
    return { h: tf.transpose(outputs, [1, 0, 2]), c: tf.transpose(cells, [1, 0, 2]) };
  });
}

/** Neither clipped nor with peepholes: Keras has none of them. */
function attributesFor({ binding }: Backend): readonly Attribute[] {
  return [
    { name: 'cell_clip', type: binding.TF_ATTR_FLOAT, value: 0 },
    { name: 'use_peephole', type: binding.TF_ATTR_BOOL, value: false },
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  ];
}
