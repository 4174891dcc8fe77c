import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../src/domain/tensor.ts';
import { predict } from '../../../src/sandbox/host.ts';
import { deviation, MAX_DEVIATION } from '../parity.ts';
import { readFixture } from './fixtures.ts';
import { record, savedModelOf } from './write.ts';

const ROWS: Tensor = { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) };

describe('in the sandbox', () => {
  it.each(['keras3-gru', 'tfjs-cnn'])('%s predicts what Keras predicts', async (name) => {
    const { model, inputs, outputs } = readFixture(name);
    const output = { shape: outputs.shape.slice(1), kind: 'values' } as const;
    const outcome = await predict({ model, inputs, output });
    expect(outcome.kind).toBe('predicted');
    if (outcome.kind !== 'predicted') return;
    expect(deviation(outcome.predictions, outputs)).toBeLessThanOrEqual(MAX_DEVIATION);
  });

  it('a loop without end is stopped by the clock', async () => {
    const shape = record();
    const yes = record([8, record([1, 10], [2, shape], [11, 1])]);
    const files = savedModelOf(
      {
        name: 'main',
        nodes: [{ name: 'loop', op: 'While', inputs: ['x'], functions: { cond: 'ever', body: 'same' } }],
      },
      { name: 'ever', nodes: [{ name: 'yes', op: 'Const', attributes: { value: yes } }] },
      { name: 'same', nodes: [{ name: 'next', op: 'Relu', inputs: ['x'] }] },
    );
    const job = {
      model: { format: 'saved-model', path: 'saved_model.pb', files },
      inputs: ROWS,
      output: { shape: [2], kind: 'values' },
    } as const;
    const limits = { timeoutMs: 3_000, memoryBytes: 2 ** 32 };
    expect(await predict(job, limits)).toMatchObject({ kind: 'stopped', reason: 'timeout' });
  });
});
