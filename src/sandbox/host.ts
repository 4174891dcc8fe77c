import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { FivefoldError } from '../domain/errors.ts';
import type { OutputContract } from '../domain/exam.ts';
import type { DigestOutcome } from '../domain/likeness.ts';
import { PREDICT_MEMORY_BYTES, PREDICT_TIMEOUT_MS } from '../domain/limits.ts';
import type { Ended, PredictionOutcome } from '../domain/prediction.ts';
import type { ModelFiles } from '../domain/submission.ts';
import { Channel, EndedEarly } from './channel.ts';
import { type Engine, WASM } from './engine.ts';
import { encodeJob, type WorkerJob } from './job.ts';
import { inMiB, memoryShort } from './plan.ts';
import {
  offerToKernel,
  residentBytes,
  type SandboxLimits,
  type Staging,
  startWorker,
  type Worker,
} from './process.ts';
import { receiveDigests, receiveResult } from './result.ts';

export type { SandboxLimits } from './process.ts';

export interface Job extends WorkerJob {
  readonly output: OutputContract;
}

const DEFAULT_LIMITS: SandboxLimits = { timeoutMs: PREDICT_TIMEOUT_MS, memoryBytes: PREDICT_MEMORY_BYTES };

/** Often enough to catch a model that grows by a gigabyte a second, rarely enough to cost nothing. */
const MEMORY_POLL_MS = 50;

/** Enough of a crash report to recognise it. */
const MAX_COMPLAINT_BYTES = 16 * 1024;

/**
 * Run one model on the hidden inputs in a process of its own. Whatever the model does, the promise resolves: to
 * checked predictions, or to the first reason that ended it. By then the process is gone, and its memory with it.
 */
export function predict(
  job: Job,
  limits: SandboxLimits = DEFAULT_LIMITS,
  engine: Engine = WASM,
  staging?: Staging,
): Promise<PredictionOutcome> {
  const rows = job.inputs.shape[0] ?? 0;
  return ask(job, (channel) => receiveResult(channel, rows, job.output), limits, engine, staging);
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

/** End the worker itself, of which bwrap tells when it is gone: bwrap's own end would come first. */
async function end(worker: Worker): Promise<void> {
  const { exitCode, signalCode } = worker.process;
  if (worker.process.pid === undefined || exitCode !== null || signalCode !== null) return;
  const gone = once(worker.process, 'exit');
  // Not waited for: what has not told its pid by now never will, and takes what it has started with it.
  const pid = (await Promise.race([worker.pid, undefined])) ?? worker.process.pid;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself, just now.
  }
  await gone;
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

interface Ending {
  /** What the system says when there was nothing to start. */
  readonly error?: unknown;
  readonly code?: number | null;
  readonly signal?: string | null;
  readonly complaints: string;
}

/** How a process ends; never rejected, since it may end when nobody listens any more. */
async function endingOf({ process, complaints }: Worker): Promise<Ending> {
  const last = collect(complaints, MAX_COMPLAINT_BYTES).catch(() => new Uint8Array(0));
  try {
    const [code, signal] = (await once(process, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal: signal ?? signalOf(code), complaints: new TextDecoder().decode(await last) };
  } catch (error) {
    return { error, complaints: '' };
  }
}

/** A shell's way, and bwrap's, to say by which signal a process has ended. */
function signalOf(code: number | null): string | null {
  const signal = Object.entries(constants.signals).find(([, number]) => code === 128 + number);
  return signal?.[0] ?? null;
}

function died({ code, signal, complaints }: Ending): Ended {
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  // Nothing a model does ends like this: the kernel was out of memory, or somebody has stopped the worker.
  if (signal === 'SIGKILL') throw failure(`The process of the model was ended from outside (${how}).`);
  const outOfMemory = /out of memory|allocation failed|bad_alloc/i.test(complaints);
  return {
    kind: 'stopped',
    reason: outOfMemory ? 'memory' : 'crash',
    detail: `its process ended with ${how}`,
  };
}

/** It has not even said that it lives, so no model is to blame. */
function notStarted({ error, complaints }: Ending): FivefoldError {
  const [reason = ''] = error instanceof Error ? [error.message] : complaints.trim().split('\n');
  return failure(`The process that runs a model did not start. ${reason}`.trimEnd(), error);
}

function failure(message: string, cause?: unknown): FivefoldError {
  const hint = 'It costs you nothing. Run the grading again; if it happens twice, report it.';
  return new FivefoldError({ code: 'sandbox/failed', message, hint }, { cause });
}

async function watchTime(timeoutMs: number, signal: AbortSignal): Promise<Ended> {
  await sleep(timeoutMs, undefined, { signal });
  return { kind: 'stopped', reason: 'timeout', detail: `it had not finished after ${timeoutMs / 1000} s` };
}

async function watchMemory(worker: Worker, bound: number, signal: AbortSignal): Promise<Ended> {
  const pid = (await worker.pid) ?? 0;
  await offerToKernel(pid);
  for (;;) {
    await sleep(MEMORY_POLL_MS, undefined, { signal });
    const used = (await residentBytes(pid)) ?? 0;
    if (used > bound)
      return { kind: 'stopped', reason: 'memory', detail: `it used more than ${inMiB(bound)} of memory` };
  }
}

/** Read a stream to its end, keeping at most `maxBytes`. */
async function collect(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (length < maxBytes) chunks.push(chunk);
    length += chunk.length;
  }
  return new Uint8Array(Buffer.concat(chunks)).subarray(0, maxBytes);
}
