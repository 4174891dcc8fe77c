import { availableParallelism, freemem, totalmem } from 'node:os';
import { FivefoldError } from '../domain/errors.ts';
import {
  GRADER_MEMORY_BYTES,
  MAX_MODELS_AT_ONCE,
  MIN_PREDICT_MEMORY_BYTES,
  PREDICT_MEMORY_BYTES,
  PREDICT_TIMEOUT_MS,
} from '../domain/limits.ts';
import type { SandboxLimits } from './process.ts';

/** How models share a machine that have a process each. Together they may take what it has, and no model less than alone. */
export interface Plan {
  readonly atOnce: number;
  readonly limits: SandboxLimits;
}

/**
 * Two at once where the memory holds both at their largest, else one after the other. So what a model may take, and
 * with it its score, does not depend on its neighbour.
 *
 * @param availableBytes of memory that processes can still have
 */
export function planRuns(
  availableBytes: number = availableMemory(),
  cores: number = availableParallelism(),
): Plan {
  const budget = availableBytes - GRADER_MEMORY_BYTES;
  const together = Math.floor(budget / PREDICT_MEMORY_BYTES);
  const memoryBytes = Math.min(PREDICT_MEMORY_BYTES, Math.max(MIN_PREDICT_MEMORY_BYTES, budget));
  return {
    atOnce: Math.max(1, Math.min(MAX_MODELS_AT_ONCE, cores, together)),
    limits: { timeoutMs: PREDICT_TIMEOUT_MS, memoryBytes, isShort: memoryBytes < PREDICT_MEMORY_BYTES },
  };
}

/**
 * Of the machine, and within the limit of a container. Node's `process.availableMemory()` would count what a container has in
 * its cache of files as used up, and macOS counts as free only what nothing has used yet.
 */
function availableMemory(): number {
  const free = process.platform === 'darwin' ? totalmem() / 2 : freemem();
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(free, limit - process.memoryUsage.rss()) : free;
}

/** No model is to blame for more than a small machine has, as long as it keeps to what every model may take. */
export function memoryShort(memoryBytes: number): FivefoldError {
  return new FivefoldError({
    code: 'sandbox/memory-short',
    message: `The model needs more than the ${inMiB(memoryBytes)} of memory that this machine has for it; it may take ${inMiB(PREDICT_MEMORY_BYTES)}.`,
    hint: 'Run the grading on a machine with more memory; it costs the candidate nothing.',
  });
}

export function inMiB(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
