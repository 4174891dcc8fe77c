import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputContract } from '../domain/exam.ts';
import { PREDICT_MEMORY_BYTES, PREDICT_TIMEOUT_MS } from '../domain/limits.ts';
import type { PredictionOutcome } from '../domain/prediction.ts';
import { MAX_HEADER_BYTES } from './frame.ts';
import { encodeJob, type WorkerJob } from './job.ts';
import { residentBytes, startWorker, type Worker } from './process.ts';
import { maxResultBytes, readResult } from './result.ts';

export interface Job extends WorkerJob {
  readonly output: OutputContract;
}

export interface SandboxLimits {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
}

const DEFAULT_LIMITS: SandboxLimits = { timeoutMs: PREDICT_TIMEOUT_MS, memoryBytes: PREDICT_MEMORY_BYTES };

/** Often enough to catch a model that grows by a gigabyte a second, rarely enough to cost nothing. */
const MEMORY_POLL_MS = 50;

/** Enough of a crash report to recognise it. */
const MAX_COMPLAINT_BYTES = 16 * 1024;

/**
 * Run one model on the hidden inputs in a process of its own. Whatever the model does, the promise resolves: to
 * checked predictions, or to the first reason that ended it.
 */
export async function predict(job: Job, limits: SandboxLimits = DEFAULT_LIMITS): Promise<PredictionOutcome> {
  const worker = startWorker();
  const over = new AbortController();
  try {
    return await Promise.race([
      converse(worker, job),
      watchTime(limits.timeoutMs, over.signal),
      watchMemory(worker, limits.memoryBytes, over.signal),
    ]);
  } catch (cause) {
    return { kind: 'failed', cause };
  } finally {
    over.abort();
    worker.process.kill('SIGKILL');
  }
}

async function converse(worker: Worker, job: Job): Promise<PredictionOutcome> {
  const rows = job.inputs.shape[0] ?? 0;
  const exit = once(worker.process, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const complaints = collect(worker.complaints, MAX_COMPLAINT_BYTES);
  const answer = collect(worker.answer, MAX_HEADER_BYTES + maxResultBytes(rows, job.output));
  // A worker that dies early closes its stdin; how it died is the news, not the broken pipe.
  pipeline(encodeJob(job), worker.job).catch(() => {});
  // Together, so that none of them can fail while nobody listens: a process that does not start ends all three.
  const [bytes, last, [code, signal]] = await Promise.all([answer, complaints, exit]);
  if (bytes.length > 0) return readResult(bytes, rows, job.output);
  return died(code, signal, new TextDecoder().decode(last));
}

function died(code: number | null, signal: string | null, complaints: string): PredictionOutcome {
  const outOfMemory = /out of memory|allocation failed/i.test(complaints);
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  return {
    kind: 'stopped',
    reason: outOfMemory ? 'memory' : 'crash',
    detail: `its process ended with ${how}`,
  };
}

async function watchTime(timeoutMs: number, signal: AbortSignal): Promise<PredictionOutcome> {
  await sleep(timeoutMs, undefined, { signal });
  return { kind: 'stopped', reason: 'timeout', detail: `it had not finished after ${timeoutMs / 1000} s` };
}

async function watchMemory(worker: Worker, bound: number, signal: AbortSignal): Promise<PredictionOutcome> {
  for (;;) {
    await sleep(MEMORY_POLL_MS, undefined, { signal });
    const used = (await residentBytes(worker.process.pid ?? 0)) ?? 0;
    if (used > bound)
      return { kind: 'stopped', reason: 'memory', detail: `it used more than ${inMiB(bound)}` };
  }
}

function inMiB(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB of memory`;
}

/** Read a stream to its end, keeping at most `maxBytes` and one byte that betrays an excess. */
async function collect(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (length <= maxBytes) chunks.push(chunk);
    length += chunk.length;
  }
  return new Uint8Array(Buffer.concat(chunks)).subarray(0, maxBytes + 1);
}
