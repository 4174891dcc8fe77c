import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { predict } from '../../src/sandbox/host.ts';
import { startWorker } from '../../src/sandbox/process.ts';
import { readModel } from '../../src/submission/index.ts';

const PROBE = fileURLToPath(new URL('./probe.ts', import.meta.url));

describe('the process that runs a model', () => {
  it('has no environment, no files but the grader’s own code, no processes, threads or native code', async () => {
    process.env.FIVEFOLD_CANARY = 'AGE-SECRET-KEY-1CANARY';
    const worker = startWorker(PROBE);
    const [findings] = await Promise.all([text(worker.answer), once(worker.process, 'close')]);
    expect(JSON.parse(findings)).toEqual({
      environment: [],
      readPasswd: 'ERR_ACCESS_DENIED',
      readParentEnvironment: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      childProcess: 'ERR_ACCESS_DENIED',
      thread: 'ERR_ACCESS_DENIED',
      addon: 'ERR_DLOPEN_DISABLED',
    });
    delete process.env.FIVEFOLD_CANARY;
  });
});

describe('running a model', () => {
  const limits = { timeoutMs: 60_000, memoryBytes: 4 * 1024 ** 3 };
  const output = { shape: [1], kind: 'values' } as const;
  const inputs: Tensor = { dtype: 'float32', shape: [3, 6], data: new Float32Array(18) };
  const model = () => readModel(`${submissionFolder('keras3')}/models/tabular/model.keras`);

  it('gives one checked prediction for each row', async () => {
    const outcome = await predict({ model: await model(), inputs, output }, limits);
    expect(outcome).toMatchObject({ kind: 'predicted', predictions: { shape: [3, 1] } });
  });

  it('ends at the wall clock', async () => {
    const outcome = await predict({ model: await model(), inputs, output }, { ...limits, timeoutMs: 1 });
    expect(outcome).toMatchObject({ kind: 'stopped', reason: 'timeout' });
  });

  it('ends at the memory limit', async () => {
    const outcome = await predict(
      { model: await model(), inputs, output },
      { ...limits, memoryBytes: 1024 ** 2 },
    );
    expect(outcome).toMatchObject({ kind: 'stopped', reason: 'memory' });
  });

  it('fails, and takes nothing else with it, where no process can be started', async () => {
    const { execPath } = process;
    process.execPath = '/nowhere/node';
    try {
      const outcome = await predict({ model: await model(), inputs, output }, limits);
      expect(outcome).toMatchObject({ kind: 'failed', cause: { code: 'ENOENT' } });
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
