/** How the life of a worker goes on and ends, and what of it is whose fault. */
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { FivefoldError } from '../domain/errors.ts';
import type { Ended } from '../domain/prediction.ts';
import { inMiB } from './plan.ts';
import { offerToKernel, residentBytes, type Worker } from './process.ts';

/** Often enough to catch a model that grows by a gigabyte a second, rarely enough to cost nothing. */
const MEMORY_POLL_MS = 50;

/** By which bwrap has said which process it has started, also on a busy machine; or it never will. */
const PID_PATIENCE_MS = 2_000;

/** Enough of a crash report to recognise it. */
const MAX_COMPLAINT_BYTES = 16 * 1024;

export interface Ending {
  /** What the system says when there was nothing to start. */
  readonly error?: unknown;
  readonly code?: number | null;
  readonly signal?: string | null;
  readonly complaints: string;
}

/** How a process ends; never rejected, since it may end when nobody listens any more. */
export async function endingOf({ process, complaints }: Worker): Promise<Ending> {
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

/** Of a worker that had begun: the model is to blame. */
export function died({ code, signal, complaints }: Ending): Ended {
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
export function notStarted({ error, complaints }: Ending): FivefoldError {
  const [reason = ''] = error instanceof Error ? [error.message] : complaints.trim().split('\n');
  return failure(`The process that runs a model did not start. ${reason}`.trimEnd(), error);
}

function failure(message: string, cause?: unknown): FivefoldError {
  const hint = 'It costs you nothing. Run the grading again; if it happens twice, report it.';
  return new FivefoldError({ code: 'sandbox/failed', message, hint }, { cause });
}

/** Resolved when the worker has more memory than it may. */
export async function watchMemory(worker: Worker, bound: number, signal: AbortSignal): Promise<Ended> {
  const pid = (await worker.pid) ?? 0;
  await offerToKernel(pid);
  for (;;) {
    await sleep(MEMORY_POLL_MS, undefined, { signal });
    const used = (await residentBytes(pid)) ?? 0;
    if (used > bound)
      return { kind: 'stopped', reason: 'memory', detail: `it used more than ${inMiB(bound)} of memory` };
  }
}

/**
 * End the worker itself, of which bwrap tells when it is gone: bwrap's own end would come first. Whatever else still holds
 * its pipes, nobody listens to them any more.
 */
export async function end(worker: Worker): Promise<void> {
  await kill(worker);
  worker.answer.destroy();
  worker.complaints.destroy();
}

async function kill(worker: Worker): Promise<void> {
  const { exitCode, signalCode } = worker.process;
  if (worker.process.pid === undefined || exitCode !== null || signalCode !== null) return;
  const gone = once(worker.process, 'exit');
  // Killed before it has told, bwrap may leave a child behind that waits for it without end.
  const told = await Promise.race([worker.pid, sleep(PID_PATIENCE_MS, undefined, { ref: false })]);
  try {
    process.kill(told ?? worker.process.pid, 'SIGKILL');
  } catch {
    // It ended by itself, just now.
  }
  await gone;
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
