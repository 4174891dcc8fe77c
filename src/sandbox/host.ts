import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputContract } from '../domain/exam.ts';
import type { DigestOutcome } from '../domain/likeness.ts';
import { PREDICT_MEMORY_BYTES, PREDICT_TIMEOUT_MS } from '../domain/limits.ts';
import type { Ended, PredictionOutcome } from '../domain/prediction.ts';
import type { ModelFiles } from '../domain/submission.ts';
import type { InputTensor } from '../domain/tensor.ts';
import { Channel, EndedEarly } from './channel.ts';
import { type Engine, WASM } from './engine.ts';
import { encodeJob, type WorkerJob } from './job.ts';
import { died, end, endingOf, notStarted, watchMemory } from './life.ts';
import { memoryShort } from './plan.ts';
import { type SandboxLimits, type Staging, startWorker, type Worker } from './process.ts';
import { receiveDigests, receiveResult } from './result.ts';

export type { SandboxLimits } from './process.ts';

/** A model, the rows it is to predict, and what its answer has to look like. */
export interface Job {
  readonly model: ModelFiles;
  /** Rows that may be large are opened when a worker can take them, held no longer, and opened again for another try. */
  readonly inputs: InputTensor | (() => Promise<InputTensor>);
  readonly output: OutputContract;
  /** Say what its layers are, too, for a picture. */
  readonly outline?: true;
}

/** Whatever runs a model: a process of its own, one that it shares, or a memory of how it went before. */
export type Predict = (job: Job) => Promise<PredictionOutcome>;

export const DEFAULT_LIMITS: SandboxLimits = {
  timeoutMs: PREDICT_TIMEOUT_MS,
  memoryBytes: PREDICT_MEMORY_BYTES,
};

/**
 * Run one model on the hidden inputs in a process of its own. Whatever the model does, the promise resolves: to
 * checked predictions, or to the first reason that ended it. By then the process is gone, and its memory with it.
 */
export async function predict(
  job: Job,
  limits: SandboxLimits = DEFAULT_LIMITS,
  engine: Engine = WASM,
  staging?: Staging,
): Promise<PredictionOutcome> {
  try {
    const inputs = await rowsOf(job);
    const rows = inputs.shape[0] ?? 0;
    const receive = (channel: Channel) => receiveResult(channel, rows, job.output);
    return await ask({ ...job, inputs }, receive, limits, engine, staging);
  } catch (cause) {
    return { kind: 'failed', cause };
  }
}

/** The rows of a job, opened if need be. */
export async function rowsOf({ inputs }: Job): Promise<InputTensor> {
  return typeof inputs === 'function' ? inputs() : inputs;
}

const NO_ROWS = { dtype: 'float32', shape: [0], data: new Float32Array(0) } as const;

/** What the weights of one model are, by a process of its own likewise: the model is loaded, and never run. */
export function digest(model: ModelFiles, limits: SandboxLimits = DEFAULT_LIMITS): Promise<DigestOutcome> {
  return ask({ model, inputs: NO_ROWS, digests: true }, receiveDigests, limits, WASM);
}

/** What is read of a worker's answer. */
type Receive<T> = (channel: Channel) => Promise<T | Ended>;

async function ask<T extends object>(
  job: WorkerJob,
  receive: Receive<T>,
  limits: SandboxLimits,
  engine: Engine,
  staging?: Staging,
): Promise<T | Ended> {
  const worker = await startWorker(limits, engine, staging);
  const over = new AbortController();
  try {
    const outcome = await Promise.race([
      converse(worker, job, receive),
      watchTime(limits.timeoutMs, over.signal),
      watchMemory(worker, limits.memoryBytes, over.signal),
    ]);
    return unlessShort(outcome, limits);
  } catch (cause) {
    return { kind: 'failed', cause };
  } finally {
    over.abort();
    await end(worker);
  }
}

/** On a machine that has less than every model may take, no model is to blame for wanting it. */
function unlessShort<T extends object>(
  outcome: T | Ended,
  { memoryBytes, isShort }: SandboxLimits,
): T | Ended {
  if (!isShort || !('reason' in outcome) || outcome.reason !== 'memory') return outcome;
  return { kind: 'failed', cause: memoryShort(memoryBytes) };
}

async function converse<T>(worker: Worker, job: WorkerJob, receive: Receive<T>): Promise<T | Ended> {
  const ending = endingOf(worker);
  const channel = new Channel(worker.answer);
  // A worker that dies early closes its stdin; how it died is the news, not the broken pipe.
  pipeline(encodeJob(job), worker.job).catch(() => {});
  try {
    return await receive(channel);
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error;
    const how = await ending;
    if (channel.taken === 0) throw notStarted(how);
    return died(how);
  }
}

async function watchTime(timeoutMs: number, signal: AbortSignal): Promise<Ended> {
  await sleep(timeoutMs, undefined, { signal });
  return { kind: 'stopped', reason: 'timeout', detail: `it had not finished after ${timeoutMs / 1000} s` };
}
