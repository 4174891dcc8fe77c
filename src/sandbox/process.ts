import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** V8's own heap holds the config and the weights while they are read; tensors live in WebAssembly memory. */
const V8_HEAP_MIB = 2_048;

const FROM_SOURCE = import.meta.url.endsWith('.ts');
const WORKER = fileURLToPath(new URL(FROM_SOURCE ? './worker.ts' : './worker.js', import.meta.url));

/** The only files a worker may read: the bundle it is part of, or in development the whole checkout. */
const READABLE = FROM_SOURCE ? resolve(dirname(WORKER), '..', '..') : dirname(WORKER);

export interface Worker {
  readonly process: ChildProcess;
  readonly job: Writable;
  readonly answer: Readable;
  readonly complaints: Readable;
}

/**
 * Start a worker with nothing: no environment, no permission to write, to start processes or threads, or to load
 * native code.
 *
 * @param entry what it runs; tests put a probe in the worker's place
 */
export function startWorker(entry: string = WORKER): Worker {
  const flags = [
    '--permission',
    `--allow-fs-read=${READABLE}`,
    `--max-old-space-size=${V8_HEAP_MIB}`,
    '--disable-warning=ExperimentalWarning',
  ];
  const child = spawn(process.execPath, [...flags, entry], {
    env: {},
    cwd: READABLE,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  const [job, , complaints, answer] = child.stdio as unknown as [Writable, null, Readable, Readable];
  return { process: child, job, answer, complaints };
}

const PAGE_BYTES = 4_096;

/** Resident memory of a process in bytes, or `undefined` where the system does not say (anything but Linux). */
export async function residentBytes(pid: number): Promise<number | undefined> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  const pages = Number(statm.split(' ')[1]);
  return Number.isSafeInteger(pages) && pages > 0 ? pages * PAGE_BYTES : undefined;
}
