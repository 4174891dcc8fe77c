import { describe, expect, it } from 'vitest';
import type { MetricName } from '../../src/domain/metric.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { measure } from '../../src/metric/index.ts';
import fixture from '../fixtures/metrics/metrics.json' with { type: 'json' };

type Plain = (typeof fixture.cases)[number]['predictions'];

function tensor({ dtype, shape, data }: Plain): Tensor {
  return dtype === 'int32'
    ? { dtype, shape, data: Int32Array.from(data) }
    : { dtype: 'float32', shape, data: Float32Array.from(data) };
}

/** scikit-learn computes the log loss of float32 predictions in float32; the rest agrees to the last bits. */
const tolerance = (metric: MetricName) => (metric === 'log-loss' ? 1e-6 : 1e-12);

describe(`our numbers are those of scikit-learn ${fixture['scikit-learn']}`, () => {
  describe.each(fixture.cases)('$name', ({ predictions, labels, values }) => {
    it.each(Object.entries(values) as [MetricName, number][])('%s = %d', (name, expected) => {
      const spec = name === 'mase' ? { name, scale: fixture.scale } : { name };
      const value = measure(spec, tensor(predictions), tensor(labels));
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(
        tolerance(name) * Math.max(1, Math.abs(expected)),
      );
    });
  });
});
