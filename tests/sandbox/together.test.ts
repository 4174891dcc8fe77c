import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import type { PredictionOutcome } from '../../src/domain/prediction.ts';
import type { ModelFiles } from '../../src/domain/submission.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { type Engine, WASM } from '../../src/sandbox/engine.ts';
import { type Job, predict, type SandboxLimits } from '../../src/sandbox/host.ts';
import { openSandbox, type Sandbox, type SandboxStaging } from '../../src/sandbox/open.ts';
import { readModel } from '../../src/submission/index.ts';

const MIB = 2 ** 20;
const HIJACKED = fileURLToPath(new URL('./hijacked.ts', import.meta.url));
const UNPROVEN = fileURLToPath(new URL('./unproven.ts', import.meta.url));
/** A shared process that says nothing is given up after a quarter of this. */
const LIMITS = { timeoutMs: 20_000, memoryBytes: 1024 * MIB };
const OUTPUT = { shape: [1], kind: 'values' } as const;
const ROWS: Tensor = {
  dtype: 'float32',
  shape: [5, 6],
  data: Float32Array.from({ length: 30 }, (_, i) => i / 4),
};

const tabular = await readModel(`${submissionFolder('keras3')}/models/tabular/model.keras`);
const job = (change: Partial<Job> = {}): Job => ({ model: tabular, inputs: ROWS, output: OUTPUT, ...change });
/** A job that the worker in `hijacked.ts` knows by its path. */
const attack = (path: string): Job => job({ model: { format: 'keras', path, files: new Map() } });
const BROKEN: ModelFiles = { ...tabular, files: new Map([['model.keras', Uint8Array.of(1, 2, 3)]]) };

const opened: Sandbox[] = [];
afterEach(() => Promise.all(opened.splice(0).map((sandbox) => sandbox.close())));

function open(staging: SandboxStaging = {}, limits: SandboxLimits = LIMITS, engine?: Engine): Sandbox {
  const sandbox = openSandbox(limits, engine, staging);
  opened.push(sandbox);
  return sandbox;
}

/** Predictions alone: how long they took is never the same. */
function valuesOf(outcome: PredictionOutcome): unknown {
  return outcome.kind === 'predicted' ? outcome.predictions : outcome;
}

const alone = valuesOf(await predict(job(), LIMITS));

describe('models that share a process', () => {
  it('get the bits that they get alone, in any order and company', async () => {
    const { predict: together } = open();
    const none: Tensor = { dtype: 'float32', shape: [0, 6], data: new Float32Array(0) };
    const few: Tensor = { dtype: 'float32', shape: [1, 6], data: ROWS.data.slice(0, 6) as Float32Array };
    const jobs = [
      job(),
      job({ inputs: few }),
      job({ inputs: none }),
      job({ inputs: async () => ROWS }),
      job(),
    ];
    const outcomes = await Promise.all(jobs.map((each) => together(each)));
    expect(outcomes[0]).toMatchObject({ kind: 'predicted', predictions: { shape: [5, 1] } });
    for (const i of [0, 3, 4]) expect(valuesOf(outcomes[i] as PredictionOutcome)).toEqual(alone);
    expect(outcomes[2]).toMatchObject({ predictions: { shape: [0, 1] } });
    const first = (alone as { readonly data: Float32Array }).data.slice(0, 1);
    expect(outcomes[1]).toMatchObject({ predictions: { shape: [1, 1], data: first } });
  });

  it('are told what each took', async () => {
    const outcome = await open().predict(job());
    expect(outcome).toMatchObject({ timing: { loadMs: expect.any(Number), predictMs: expect.any(Number) } });
  });

  it('are refused each for itself: a damaged file, wrong rows, a wrong shape', async () => {
    const { predict: together } = open();
    const wide: Tensor = { dtype: 'float32', shape: [5, 7], data: new Float32Array(35) };
    const jobs = [
      job({ model: BROKEN }),
      job({ inputs: wide }),
      job({ output: { shape: [3], kind: 'values' } }),
      job(),
    ];
    const outcomes = await Promise.all(jobs.map((each) => together(each)));
    expect(outcomes.slice(0, 3)).toMatchObject([
      { kind: 'rejected', problem: { code: 'model/damaged' } },
      { kind: 'rejected', problem: { code: 'model/input-mismatch' } },
      { kind: 'rejected', problem: { code: 'prediction/shape' } },
    ]);
    expect(valuesOf(outcomes[3] as PredictionOutcome)).toEqual(alone);
  });

  it('have their rows opened when they are sent, two at a time, and not again', async () => {
    const { predict: together } = open();
    let [now, most, opens] = [0, 0, 0];
    const inputs = async () => {
      most = Math.max(most, ++now);
      opens += 1;
      await sleep(5);
      now -= 1;
      return ROWS;
    };
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => together(job({ inputs }))));
    expect(outcomes.map(valuesOf)).toEqual(outcomes.map(() => alone));
    expect([opens, most <= 2]).toEqual([8, true]);
  });

  it('do not suffer from rows that cannot be opened', async () => {
    const { predict: together } = open();
    const cause = new Error('no key');
    const inputs = () => Promise.reject(cause);
    const [failed, healthy] = await Promise.all([together(job({ inputs })), together(job())]);
    expect(failed).toEqual({ kind: 'failed', cause });
    expect(valuesOf(healthy)).toEqual(alone);
  });

  it('get the same bits from any number of threads, with and without V8’s help', async () => {
    const plain = { ...WASM, revectorise: false } as const;
    const sandboxes = [open({ threads: 1 }), open({ threads: 4 }), open({}, LIMITS, plain)];
    for (const { predict: together } of sandboxes) expect(valuesOf(await together(job()))).toEqual(alone);
  });

  it('run without V8’s help where that cannot be proven to change nothing', async () => {
    const cautious = open({ entry: UNPROVEN });
    // Its rows are opened once: it was not tried alone.
    let opens = 0;
    const inputs = async () => {
      opens += 1;
      return ROWS;
    };
    expect(valuesOf(await cautious.predict(job({ inputs })))).toEqual(alone);
    expect(opens).toBe(1);
  });

  it('run also where the process that they would share does not start', async () => {
    const { predict: together } = open({ held: { wall: { kind: 'unshare', tool: '/bin/false' } } });
    expect(await together(job())).toMatchObject({ kind: 'failed', cause: { code: 'sandbox/failed' } });
    const tooSlow = open({}, { ...LIMITS, timeoutMs: 1 });
    expect(await tooSlow.predict(job(), 20_000).then(valuesOf)).toEqual(alone);
  });
});

describe('a process that several models share, and one has taken over', () => {
  it.each(['die', 'hang', 'eat memory', 'answer garbage', 'answer for nobody', 'exhaust everybody'])(
    '[T-36] [T-38] changes nothing for its neighbours: %s',
    async (how) => {
      const { predict: together } = open({ entry: HIJACKED }, { ...LIMITS, memoryBytes: 512 * MIB });
      const [neighbour, attacker] = await Promise.all([together(job()), together(attack(how))]);
      // Whatever happened to all, each was tried alone, with a worker of its own that nobody had taken over.
      expect(valuesOf(neighbour)).toEqual(alone);
      expect(attacker).toMatchObject({ kind: 'rejected', problem: { code: 'model/damaged' } });
    },
  );

  it('[T-34] is given up when it says for longer that it computes than its models may take together', async () => {
    const { predict: together } = open({ entry: HIJACKED }, { ...LIMITS, timeoutMs: 1_500 });
    const outcomes = await Promise.all([
      together(job(), 20_000),
      together(attack('pretend to compute'), 20_000),
    ]);
    expect(outcomes.map(valuesOf)).toMatchObject([alone, { kind: 'rejected' }]);
  });

  it('[T-34] is ended when nobody needs it any more', async () => {
    const { predict: together, close } = open({ entry: HIJACKED });
    const answer = together(attack('hang'));
    await close();
    expect(await answer).toMatchObject({ kind: 'rejected' });
  });
});
