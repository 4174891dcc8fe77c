import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { WORKER_DATA_SLACK_BYTES } from '../../src/domain/limits.ts';
import type { PredictionOutcome } from '../../src/domain/prediction.ts';
import { predict, type SandboxLimits } from '../../src/sandbox/host.ts';
import { encodeJob } from '../../src/sandbox/job.ts';
import { isolationHere, startWorker } from '../../src/sandbox/process.ts';

const ATTACKER = fileURLToPath(new URL('./attacker.ts', import.meta.url));
const MIB = 2 ** 20;
const BLOCK = 16 * MIB;
const SMALL = { timeoutMs: 60_000, memoryBytes: 256 * MIB };
const OUTPUT = { shape: [1], kind: 'values' } as const;
const INPUTS = { dtype: 'float32', shape: [2, 1], data: new Float32Array(2) } as const;

const { memory, cpu } = await isolationHere();
const model = (path: string) => ({ format: 'keras', path, files: new Map() }) as const;

function attack(name: string, limits: SandboxLimits): Promise<PredictionOutcome> {
  const job = { model: model(name), inputs: INPUTS, output: OUTPUT };
  return predict(job, limits, undefined, { entry: ATTACKER });
}

/**
 * What has ended it. On a busy machine the kernel's own limit, a little further, may be met before anybody has looked: then the
 * attacker tells how many blocks it got.
 */
function endOf(outcome: PredictionOutcome): unknown {
  const blocks = outcome.kind === 'failed' ? Number((outcome.cause as Error).message) : Number.NaN;
  const isWithin = blocks > 0 && blocks * BLOCK < SMALL.memoryBytes + WORKER_DATA_SLACK_BYTES;
  return isWithin && memory === 'rlimit' ? BY_MEMORY : outcome;
}

const BY_MEMORY = { kind: 'stopped', reason: 'memory', detail: 'it used more than 256 MiB of memory' };

describe('memory outside of V8’s heap', () => {
  it.skipIf(memory === 'none').each(['touched array buffers', 'touched wasm memory'])(
    '[T-33] ends a model that uses more of it than it may: %s',
    async (name) => {
      expect(endOf(await attack(name, SMALL))).toEqual(BY_MEMORY);
    },
  );

  it.skipIf(memory !== 'rlimit').each(['array buffers', 'wasm memory'])(
    '[T-33] is not even promised beyond the bound: %s',
    async (name) => {
      const small = await blocksOf(name, SMALL);
      const large = await blocksOf(name, { ...SMALL, memoryBytes: 1024 * MIB });
      const most = SMALL.memoryBytes + WORKER_DATA_SLACK_BYTES;
      expect(small * BLOCK).toBeLessThan(most);
      expect(large * BLOCK).toBeGreaterThan(most / 2);
      expect(large - small).toBeGreaterThan((700 * MIB) / BLOCK);
    },
  );

  it.skipIf(memory === 'none')(
    '[T-38] ends two that grow at once, each at its own bound, beside one that is modest',
    async () => {
      const names = ['touched array buffers', 'answer', 'touched wasm memory'];
      const outcomes = await Promise.all(names.map((name) => attack(name, SMALL)));
      expect(outcomes.map(endOf)).toMatchObject([BY_MEMORY, { kind: 'predicted' }, BY_MEMORY]);
    },
  );
});

/**
 * How many blocks the attacker says it was given before the system refused one. Now and then V8 itself needs a page at that moment,
 * and the process dies before it can tell: then it is asked again.
 */
async function blocksOf(name: string, limits: SandboxLimits): Promise<number> {
  const endings: string[] = [];
  while (endings.length < 5) {
    const outcome = await attack(name, limits);
    const account = outcome.kind === 'failed' ? String((outcome.cause as Error).message) : outcome.kind;
    if (/^\d+$/.test(account)) return Number(account);
    endings.push(account);
  }
  throw new Error(`no account, but: ${endings.join('; ')}`);
}

describe('time', () => {
  it('[T-34] ends a model that never does', async () => {
    expect(await attack('spin', { ...SMALL, timeoutMs: 1_500 })).toMatchObject({
      kind: 'stopped',
      reason: 'timeout',
    });
  });

  it.skipIf(cpu !== 'rlimit')('[T-34] ends it by itself when the grader is gone', async () => {
    const worker = await startWorker({ ...SMALL, timeoutMs: 500 }, undefined, { entry: ATTACKER });
    for (const chunk of encodeJob({ model: model('spin'), inputs: INPUTS })) worker.job.write(chunk);
    worker.job.end();
    const [code, signal] = await once(worker.process, 'exit');
    expect(signal ?? code).toBe(worker.process.signalCode === null ? 128 + 9 : 'SIGKILL');
  });
});
