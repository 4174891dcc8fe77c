/**
 * Loads mutants FROM to TO of a base, one after the other, and tells the parent what it is about to do: `node child.ts
 * BASE SEED FROM TO`. Without a parent (to look at one mutant) it prints.
 */
import { memory } from '@tensorflow/tfjs-core';
import { FivefoldError } from '../../../src/domain/errors.ts';
import type { ModelFiles } from '../../../src/domain/submission.ts';
import type { Tensor } from '../../../src/domain/tensor.ts';
import { loadModel, startEngine } from '../../../src/model/index.ts';
import { seeded } from '../outcome.ts';
import { BASES, type Base } from './bases.ts';
import { mutate } from './mutate.ts';

/** What the child tells. */
export type Message =
  | { readonly kind: 'load'; readonly index: number; readonly rss: number }
  | { readonly kind: 'predict' }
  | { readonly kind: 'outcome'; readonly outcome: string; readonly what: string }
  | { readonly kind: 'defect'; readonly what: string; readonly error: string }
  | { readonly kind: 'done' };

/** One in so many mutants that load also predicts. */
const PREDICT_EVERY = 4;

const [name = '', seed = '', from = '', to = ''] = process.argv.slice(2);
const tell = (message: Message): void => {
  if (process.send) process.send(message);
  else console.log(message);
};

/** A kernel that wrote outside of its tensors would show in what comes after it. */
async function predictHealthy({ model, inputs }: Base): Promise<number[]> {
  const loaded = await loadModel(model);
  const { data } = await loaded.predict(inputs);
  loaded.dispose();
  return Array.from(data);
}

/** Loads, perhaps predicts, or answers the error's code. Anything but an error of the model's is thrown. */
async function outcomeOf(model: ModelFiles, inputs: Tensor | undefined): Promise<string> {
  try {
    const loaded = await loadModel(model);
    try {
      if (inputs === undefined) return 'loaded';
      tell({ kind: 'predict' });
      await loaded.predict(inputs);
      return 'predicted';
    } finally {
      loaded.dispose();
    }
  } catch (error) {
    const isOfTheModel = error instanceof FivefoldError && /^(model|prediction)\//.test(error.code);
    if (isOfTheModel) return error.code;
    throw error;
  }
}

async function runMutant({ model: healthy, inputs }: Base, index: number): Promise<void> {
  tell({ kind: 'load', index, rss: process.memoryUsage.rss() });
  const draw = seeded(Number(seed) * 1_000_003 + index);
  const { model, what } = await mutate(healthy, draw);
  const before = memory().numTensors;
  try {
    const outcome = await outcomeOf(model, draw(PREDICT_EVERY) === 0 ? inputs : undefined);
    tell({ kind: 'outcome', outcome, what });
    const left = memory().numTensors - before;
    if (left > 0) tell({ kind: 'defect', what, error: `${outcome}, but ${left} tensors stay in memory` });
  } catch (error) {
    tell({ kind: 'defect', what, error: error instanceof Error ? String(error.stack) : String(error) });
  }
}

function firstRows(tensor: Tensor, rows: number): Tensor {
  const [all = 1, ...row] = tensor.shape;
  const data = tensor.data.slice(0, (tensor.data.length / all) * rows);
  return { ...tensor, shape: [rows, ...row], data } as Tensor;
}

const read = BASES.get(name);
if (read === undefined) throw new Error(`no base ${name}`);
const whole = read();
const base = { ...whole, inputs: firstRows(whole.inputs, 2) };
await startEngine();
const before = await predictHealthy(base);
for (let index = Number(from); index < Number(to); index++) await runMutant(base, index);
const after = await predictHealthy(base);
if (!after.every((value, i) => Object.is(value, before[i]))) {
  tell({ kind: 'defect', what: 'one of them', error: 'the healthy model predicts otherwise now' });
}
tell({ kind: 'done' });
process.disconnect?.();
