import { beforeAll, describe, expect, it } from 'vitest';
import { fusedLstm } from '../../src/model/engines/fused.ts';
import { startEngine } from '../../src/model/index.ts';
import { FUNCTIONS } from '../../src/model/layers/activations.ts';
import { lstmCell } from '../../src/model/layers/recurrent/lstm.ts';
import { runSequence } from '../../src/model/layers/recurrent/sequence.ts';
import { tf } from '../../src/model/tf.ts';

const { FIVEFOLD_TFJS_NODE } = process.env;
const [ROWS, STEPS, FEATURES, UNITS] = [3, 7, 5, 4];

describe.skipIf(!FIVEFOLD_TFJS_NODE)("TensorFlow's own LSTM (skipped without FIVEFOLD_TFJS_NODE)", () => {
  beforeAll(() => startEngine('native', { tfjsNode: FIVEFOLD_TFJS_NODE }));

  const cell = (gate: 'sigmoid' | 'hard_sigmoid', bias: boolean) => {
    const activation = (name: 'tanh' | 'sigmoid' | 'hard_sigmoid', scalar?: (x: number) => number) => ({
      name,
      apply: FUNCTIONS[name],
      ...(scalar && { scalar }),
    });
    return lstmCell(
      {
        units: UNITS,
        useBias: bias,
        activation: activation('tanh', Math.tanh),
        recurrentActivation: activation(gate),
      },
      {
        kernel: tf.randomNormal([FEATURES, 4 * UNITS], 0, 1, 'float32', 1),
        recurrent: tf.randomNormal([UNITS, 4 * UNITS], 0, 1, 'float32', 2),
        bias: bias ? tf.randomNormal([4 * UNITS], 0, 1, 'float32', 3) : undefined,
      },
    );
  };

  it.each([
    { goBackwards: false, bias: true, given: false },
    { goBackwards: true, bias: true, given: true },
    { goBackwards: false, bias: false, given: true },
  ])('answers what a cell answers step by step: %o', ({ goBackwards, bias, given }) => {
    const { runWhole, ...stepwise } = cell('sigmoid', bias);
    if (runWhole === undefined) throw new Error('the engine has none');
    const x = tf.randomNormal([ROWS, STEPS, FEATURES], 0, 1, 'float32', 4);
    const states = [5, 6].map((seed) => tf.randomNormal([ROWS, UNITS], 0, 1, 'float32', seed));
    const run = (which: typeof stepwise) =>
      runSequence(which, x, given ? states : [], undefined, { goBackwards, zeroOutputForMask: false });
    const [whole, steps] = [run({ ...stepwise, runWhole } as typeof stepwise), run(stepwise)];
    const pairs = [
      [whole.outputs, steps.outputs],
      [whole.last, steps.last],
      ...whole.states.map((state, i) => [state, steps.states[i]] as const),
    ] as const;
    expect(pairs).toHaveLength(4);
    for (const [a, b] of pairs) {
      expect(a.shape).toEqual(b?.shape);
      expect(Array.from(a.dataSync(), (v, i) => Math.abs(v - (b?.dataSync()[i] ?? Number.NaN)))).toSatisfy(
        (distances: readonly number[]) => distances.every((distance) => distance < 1e-5),
      );
    }
  });

  it('is left alone where gates are others than its own', () => {
    expect(fusedLstm()).toBeDefined();
    expect(cell('hard_sigmoid', true).runWhole).toBeUndefined();
  });
});
