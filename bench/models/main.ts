import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeNpz } from '../../src/formats/npz.ts';
import { drawTask, PRACTICE_TASKS } from '../../src/generate/index.ts';
import { measureProcess } from '../process.ts';
import { median, medianRatio } from '../statistics.ts';

const HERE = import.meta.dirname;
const MODELS = resolve(HERE, '../../tests/fixtures/submissions/keras3/models');

/** A Python that can `import keras`: see requirements.txt beside this file. */
const PYTHON = process.env.FIVEFOLD_KERAS_PYTHON ?? 'python3';

interface Steps {
  readonly importMs: number;
  readonly loadMs: number;
  readonly firstMs: number;
  readonly predictMs: number;
}

interface Run extends Steps {
  readonly wallMs: number;
}

type PracticeTask = (typeof PRACTICE_TASKS)[number];

/** Load, first prediction and total of each sample model, in turn with Python Keras: A B A B … */
export async function benchModels(runs: number): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'fivefold-bench-'));
  const figures: Record<string, number> = {};
  console.log('model      | load ms (Keras) | first ms (Keras) | process ms (Keras) | process ratio');
  for (const task of PRACTICE_TASKS) Object.assign(figures, await benchModel(task, runs, folder));
  await rm(folder, { recursive: true });
  return figures;
}

async function benchModel(task: PracticeTask, runs: number, folder: string): Promise<Record<string, number>> {
  const data = join(folder, `${task.id}.npz`);
  await writeFile(data, writeNpz({ inputs: drawTask(task.id, 'bench', 'sample', task.hiddenRows).inputs }));
  const model = join(MODELS, task.id, 'model.keras');
  const ours: Run[] = [];
  const peer: Run[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(await measure(process.execPath, [join(HERE, 'ours.ts'), model, data, task.input.dtype]));
    peer.push(await measure(PYTHON, [join(HERE, 'peer.py'), model, data]));
  }
  return report(task.id, ours, peer);
}

async function measure(command: string, args: readonly string[]): Promise<Run> {
  const env = { ...process.env, CUDA_VISIBLE_DEVICES: '', KERAS_BACKEND: 'tensorflow' };
  const { wallMs, report } = await measureProcess<Steps>(command, args, env);
  return { ...report, wallMs };
}

function report(id: string, ours: readonly Run[], peer: readonly Run[]): Record<string, number> {
  const middle = (sample: readonly Run[], step: keyof Run) => median(sample.map((run) => run[step]));
  const pair = (step: keyof Run) =>
    `${middle(ours, step).toFixed(0)} (${middle(peer, step).toFixed(0)})`.padStart(15);
  const ratio = medianRatio(
    ours.map((run) => run.wallMs),
    peer.map((run) => run.wallMs),
  );
  console.log(
    `${id.padEnd(10)} |${pair('loadMs')} |${pair('firstMs')}  |${pair('wallMs')}    | ${ratio.toFixed(2)}`,
  );
  return {
    [`models.${id}.wasm.loadMs`]: middle(ours, 'loadMs'),
    [`models.${id}.wasm.firstMs`]: middle(ours, 'firstMs'),
    [`models.${id}.wasm.wallMs`]: middle(ours, 'wallMs'),
    [`models.${id}.keras.wallMs`]: middle(peer, 'wallMs'),
    [`models.${id}.wasm.wallRatioToKeras`]: ratio,
  };
}
