import type { Study } from '../../src/diagnose/index.ts';
import { floats } from '../../src/diagnose/rows.ts';
import type { DiagnosisId } from '../../src/domain/check.ts';
import { FivefoldError, toProblem } from '../../src/domain/errors.ts';
import type { Task } from '../../src/domain/exam.ts';
import type { PredictionOutcome, Predictions } from '../../src/domain/prediction.ts';
import { fits, type InputTensor, type Tensor } from '../../src/domain/tensor.ts';
import { findingsOf } from '../../src/findings.ts';
import { measure } from '../../src/metric/index.ts';

/** A model as a function: what a diagnosis sees of one, without a file. */
export type Network = (inputs: InputTensor) => Predictions;

export interface World {
  readonly task: Task;
  readonly inputs: InputTensor;
  readonly labels: Tensor;
}

/** Whatever a task has beside the parts that matter in a test. */
export function taskOf(parts: Pick<Task, 'input' | 'output' | 'metric' | 'thresholds'>): Task {
  return { id: 'task', title: 'Task', weight: 1, hidden: { path: 'x', sha256: '0'.repeat(64) }, ...parts };
}

/** The study of a network, as `check` would make it; it refuses what the sandbox would refuse. */
export function studyOf({ task, inputs, labels }: World, network: Network, more: Partial<Study> = {}): Study {
  const measureTask = (predictions: Predictions, of: Tensor) => measure(task.metric, predictions, of);
  const outcome = run(network, inputs, task.output.shape);
  const rest = { task, inputs, labels, measure: measureTask };
  if (outcome.kind !== 'predicted') {
    if (outcome.kind !== 'rejected') throw new Error('a network only predicts or is refused');
    return { ...rest, answer: { kind: 'refused', problem: outcome.problem }, ...more };
  }
  const { predictions } = outcome;
  try {
    return {
      ...rest,
      answer: { kind: 'predicted', predictions, value: measureTask(predictions, labels) },
      ...more,
    };
  } catch (error) {
    return { ...rest, answer: { kind: 'refused', problem: toProblem(error), predictions }, ...more };
  }
}

export async function diagnose(world: World, network: Network, more: Partial<Study> = {}) {
  const rerun = async (inputs: InputTensor, { shape }: { readonly shape: readonly number[] }) =>
    run(network, inputs, shape);
  return findingsOf(studyOf(world, network, more), rerun);
}

/** Which diagnoses are made of a network. */
export async function idsOf(
  world: World,
  network: Network,
  more: Partial<Study> = {},
): Promise<DiagnosisId[]> {
  return (await diagnose(world, network, more)).map(({ diagnosis }) => diagnosis);
}

function run(network: Network, inputs: InputTensor, shape: readonly number[]): PredictionOutcome {
  try {
    const predictions = network(inputs);
    if (!fits(predictions.shape.slice(1), shape)) throw refusal('prediction/shape');
    if (!predictions.data.every(Number.isFinite)) throw refusal('prediction/not-finite');
    const facts = { format: 'function', layers: 1, parameters: 0 };
    return { kind: 'predicted', predictions, facts, timing: { loadMs: 0, predictMs: 0 } };
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'internal') throw error;
    return { kind: 'rejected', problem: problem as never };
  }
}

/** A network whose answers are changed: the fault is behind its last layer. */
export function behind(network: Network, change: (answers: Predictions) => Predictions): Network {
  return (inputs) => change(network(inputs));
}

/** What the sandbox says of a model that does not keep to the contract. */
export function refusal(
  code: 'prediction/shape' | 'prediction/not-finite' | 'model/input-mismatch',
): FivefoldError {
  return new FivefoldError({ code, message: 'It does not fit.', hint: 'Make it fit.' });
}

/** Numbers from 0 to 1 that look random and are the same in every run. */
export function noise(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Numbers with a mean of 0 and a deviation of about 1. */
export function bell(random: () => number): number {
  return Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
}

const ROWS = 240;
const SIDE = 6;

/** Pictures from 0 to 255; the class is the third of the picture with most ink. One in ten labels is wrong. */
export function pictures(channels = 1): World {
  const random = noise();
  const labels = Int32Array.from({ length: ROWS }, () => Math.floor(3 * random()));
  const inputs = floats([ROWS, SIDE, SIDE, channels], (i) => {
    const third = Math.floor(((i / (SIDE * channels)) % SIDE) / 2);
    const isInk = third === labels[Math.floor(i / (SIDE * SIDE * channels))];
    return Math.round(255 * (isInk ? 0.45 + 0.5 * random() : 0.25 * random() + 0.1));
  });
  const noisy = labels.map((label) => (random() < 0.1 ? (label + 1) % 3 : label));
  const task = taskOf({
    input: { shape: [SIDE, SIDE, channels], dtype: 'float32' },
    output: { shape: [3], kind: 'classes' },
    metric: { name: 'accuracy' },
    thresholds: { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.99 },
  });
  return { task, inputs, labels: { dtype: 'int32', shape: [ROWS], data: noisy } };
}

/** Knows the pictures, for numbers from 0 to `top`; for numbers of another size its units saturate, as real ones do. */
export function seer(top = 255): Network {
  return ({ shape, data }) => {
    const size = shape.slice(1).reduce((a, b) => a * b, 1);
    return floats([shape[0] ?? 0, 3], (i) => {
      const picture = data.slice(Math.floor(i / 3) * size, (Math.floor(i / 3) + 1) * size) as Float32Array;
      const third = picture.subarray(((i % 3) * size) / 3, (((i % 3) + 1) * size) / 3);
      const mean = third.reduce((sum, value) => sum + value, 0) / third.length / top;
      return Math.max(-3, Math.min(3, 20 * (mean - 0.45)));
    });
  };
}

/** Windows of one channel with a season of eight steps and a slow drift; the next four steps are asked for. */
export function series(): World {
  const random = noise(7);
  const [steps, horizon] = [16, 4];
  const starts = Array.from({ length: ROWS }, () => ({ phase: 8 * random(), level: 50 + 30 * random() }));
  const at = (row: number, step: number) => {
    const { phase, level } = starts[row] ?? { phase: 0, level: 0 };
    return level + step + 10 * Math.sin(((step + phase) * Math.PI) / 4);
  };
  const inputs = floats([ROWS, steps, 1], (i) => at(Math.floor(i / steps), i % steps) + bell(random));
  const labels = floats(
    [ROWS, horizon],
    (i) => at(Math.floor(i / horizon), steps + (i % horizon)) + bell(random),
  );
  const task = taskOf({
    input: { shape: [steps, 1], dtype: 'float32' },
    output: { shape: [horizon], kind: 'values' },
    metric: { name: 'mae' },
    thresholds: { 2: 8, 3: 4, 4: 2, 5: 0.1 },
  });
  return { task, inputs, labels };
}

/** Knows season and drift: what was eight steps before, and eight more, beginning `late` steps after the window. */
export function forecaster(late = 0): Network {
  return ({ shape: [rows = 0, steps = 0], data }) =>
    floats([rows, 4], (i) => Number(data[Math.floor(i / 4) * steps + steps - 8 + (i % 4) + late] ?? 0) + 8);
}

const VOCABULARY = 60;
const LENGTH = 12;

/** Texts of 4 to 10 words, padded on the right; some words praise, the others blame, and the last one counts most. */
export function texts(): World {
  const random = noise(3);
  const rows = Array.from({ length: ROWS }, () => {
    const words = Array.from({ length: 4 + Math.floor(7 * random()) }, () => 2 + Math.floor(58 * random()));
    return [...words, ...new Array<number>(LENGTH - words.length).fill(0)];
  });
  const labels = rows.map(
    (row) => Number(scoreOf(row.filter((token) => token > 0)) > 0) ^ Number(random() < 0.05),
  );
  const task = taskOf({
    input: { shape: [LENGTH], dtype: 'int32' },
    output: { shape: [1], kind: 'classes' },
    metric: { name: 'roc-auc' },
    thresholds: { 2: 0.6, 3: 0.7, 4: 0.8, 5: 0.999 },
  });
  return {
    task,
    inputs: { dtype: 'int32', shape: [ROWS, LENGTH], data: Int32Array.from(rows.flat()) },
    labels: { dtype: 'int32', shape: [ROWS], data: Int32Array.from(labels) },
  };
}

function scoreOf(words: readonly number[]): number {
  const praise = (word: number) => ((37 * word) % 11 < 5 ? 1 : -1);
  return words.reduce((sum, word) => sum + praise(word), 0) + 6 * praise(words.at(-1) ?? 0);
}

/** Reads tokens as `word` says, knows `known` of them, and finds the last word where `read` leaves it. */
export function reader({
  known = VOCABULARY,
  shift = 0,
  read = (row: number[]) => row.filter((t) => t > 0),
} = {}): Network {
  return ({ shape: [rows = 0], data }) => {
    if (data.some((token) => Number(token) >= known)) throw refusal('model/input-mismatch');
    return floats([rows, 1], (row) => {
      const tokens = Array.from(data.slice(row * LENGTH, (row + 1) * LENGTH) as Int32Array);
      const words = read(tokens).map((token) => (token > 0 ? token + shift : 0));
      return 1 / (1 + Math.exp(-scoreOf(words)));
    });
  };
}
