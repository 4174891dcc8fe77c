import { describe, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { predict } from '../../src/sandbox/host.ts';
import { readModel } from '../../src/submission/index.ts';

describe('running a model', () => {
  const limits = { timeoutMs: 60_000, memoryBytes: 4 * 1024 ** 3 };
  const output = { shape: [1], kind: 'values' } as const;
  const inputs: Tensor = { dtype: 'float32', shape: [3, 6], data: new Float32Array(18) };
  const model = () => readModel(`${submissionFolder('keras3')}/models/tabular/model.keras`);

  it('gives one checked prediction for each row', async () => {
    const outcome = await predict({ model: await model(), inputs, output }, limits);
    expect(outcome).toMatchObject({ kind: 'predicted', predictions: { shape: [3, 1] } });
  });

  it('[T-34] ends at the wall clock', async () => {
    const outcome = await predict({ model: await model(), inputs, output }, { ...limits, timeoutMs: 1 });
    expect(outcome).toMatchObject({ kind: 'stopped', reason: 'timeout' });
  });

  it('[T-33] ends at the memory limit', async () => {
    const outcome = await predict(
      { model: await model(), inputs, output },
      { ...limits, memoryBytes: 1024 ** 2 },
    );
    expect(outcome).toMatchObject({ kind: 'stopped', reason: 'memory' });
  });

  it('[T-38] is no model’s fault where the machine has less memory than every model may take', async () => {
    const outcome = await predict(
      { model: await model(), inputs, output },
      { ...limits, memoryBytes: 1024 ** 2, isShort: true },
    );
    expect(outcome).toMatchObject({ kind: 'failed', cause: { code: 'sandbox/memory-short' } });
  });

  it.each([
    ['there is nothing to start', {}],
    ['what keeps it in does not start', { wall: { kind: 'unshare', tool: '/bin/false' } }],
  ] as const)('fails, and takes nothing else with it, where %s', async (_title, held) => {
    const entry = '/nowhere/worker.js';
    const outcome = await predict({ model: await model(), inputs, output }, limits, undefined, {
      entry,
      held,
    });
    expect(outcome).toMatchObject({ kind: 'failed', cause: { code: 'sandbox/failed' } });
  });

  it('fails where no process can be started', async () => {
    const { execPath } = process;
    process.execPath = '/nowhere/node';
    try {
      const outcome = await predict({ model: await model(), inputs, output }, limits, undefined, {
        held: {},
      });
      expect(outcome).toMatchObject({
        kind: 'failed',
        cause: { code: 'sandbox/failed', cause: { code: 'ENOENT' } },
      });
    } finally {
      process.execPath = execPath;
    }
  });

  it('rejects bytes that are no model, with the reader’s own words', async () => {
    const files = new Map([['model.keras', new TextEncoder().encode('PK\u0003\u0004 and nothing more')]]);
    const broken = { format: 'keras', path: 'models/tabular/model.keras', files } as const;
    const outcome = await predict({ model: broken, inputs, output }, limits);
    expect(outcome).toMatchObject({ kind: 'rejected', problem: { code: 'model/damaged' } });
  });

  it('rejects inputs of another shape than the model’s', async () => {
    const wrong: Tensor = { dtype: 'float32', shape: [3, 7], data: new Float32Array(21) };
    const outcome = await predict({ model: await model(), inputs: wrong, output }, limits);
    expect(outcome).toMatchObject({ kind: 'rejected', problem: { code: 'model/input-mismatch' } });
  });
});
