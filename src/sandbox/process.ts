import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Isolation } from '../domain/isolation.ts';
import {
  type Bounds,
  type Confinement,
  confinement,
  isolationOf,
  prefixOf,
  type View,
} from './confinement.ts';
import { type Engine, WASM } from './engine.ts';

/** V8's own heap holds the config and the weights while they are read; tensors live in WebAssembly memory. */
const V8_HEAP_MIB = 2_048;

const FROM_SOURCE = import.meta.url.endsWith('.ts');
const WORKER = fileURLToPath(new URL(FROM_SOURCE ? './worker.ts' : './worker.js', import.meta.url));

/** The only files a worker may read: the bundle it is part of, or in development the whole checkout. */
const READABLE = FROM_SOURCE ? resolve(dirname(WORKER), '..', '..') : dirname(WORKER);

/** What one model may take. */
export interface SandboxLimits {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  /** The machine has less than a model may take, so one that wants more is not to blame. */
  readonly isShort?: boolean;
}

export interface Worker {
  readonly process: ChildProcess;
  /** Of the worker itself, as this process sees it; `undefined` when it did not start. */
  readonly pid: Promise<number | undefined>;
  readonly job: Writable;
  readonly answer: Readable;
  readonly complaints: Readable;
}

/** What a test may put in the place of what is. */
export interface Staging {
  /** What the process runs, instead of the worker. */
  readonly entry?: string;
  /** What keeps it in, instead of the strongest that works here. */
  readonly held?: Confinement;
}

/** What a worker is given that runs all models of a submission, and not one. */
export interface CrewOptions {
  /** That compute, beside the one that reads models. */
  readonly threads: number;
  /** Let V8 join the kernels' vectors, once it has been seen that this changes no bit. */
  readonly revectorise: boolean;
}

/**
 * Start a worker with nothing: no environment, no permission to write, to start processes, or to load native code; and, where the
 * system has what it takes, no network, no other files, and limits on all of it. Only one with a crew may start threads.
 */
export async function startWorker(
  limits: SandboxLimits,
  engine: Engine = WASM,
  { entry = WORKER, held, crew }: Staging & { readonly crew?: CrewOptions } = {},
): Promise<Worker> {
  const keeper = held ?? (await confinementHere());
  const prefix = prefixOf(keeper, viewOf(engine), boundsOf(limits, engine, crew));
  const [file = '', ...args] = [...prefix, ...commandOf(engine, entry, crew)];
  const reportsPid = keeper.wall?.kind === 'bwrap';
  const child = spawn(file, args, {
    env: {},
    cwd: READABLE,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', reportsPid ? 'pipe' : 'ignore'],
  });
  // Without a listener it would end the grader; that nothing has started shows in the answer.
  child.on('error', () => {});
  const [job, , complaints, answer, info] = child.stdio as unknown as Streams;
  const pid = info ? readPid(info) : Promise.resolve(child.pid);
  return { process: child, pid, job, answer, complaints };
}

type Streams = readonly [Writable, null, Readable, Readable, Readable | null];

/** What keeps models in on this machine, for the report. */
export async function isolationHere(engine: Engine = WASM): Promise<Isolation> {
  return isolationOf(await confinementHere(), viewOf(engine));
}

function confinementHere(): Promise<Confinement> {
  return confinement([process.execPath, '--version'], viewOf(WASM));
}

function viewOf(engine: Engine): View {
  const files = [READABLE, process.execPath, ...engine.folders];
  return { files, folder: READABLE, addons: engine.kind === 'native' };
}

function boundsOf({ timeoutMs, memoryBytes }: SandboxLimits, { kind }: Engine, crew?: CrewOptions): Bounds {
  const busy = kind === 'native' ? availableParallelism() : WASM_BUSY_THREADS;
  return { memoryBytes, cpuSeconds: Math.ceil(timeoutMs / 1_000) * (busy + (crew?.threads ?? 0)) };
}

/** One thread computes; V8's own compile and collect beside it. */
const WASM_BUSY_THREADS = 2;

function commandOf(
  { kind, folders, tfjsNode }: Engine,
  entry: string,
  crew?: CrewOptions,
): readonly string[] {
  return [
    process.execPath,
    '--permission',
    ...[READABLE, ...folders].map((folder) => `--allow-fs-read=${folder}`),
    ...(kind === 'native' ? ['--allow-addons'] : []),
    ...(crew ? ['--allow-worker', '--disable-warning=SecurityWarning'] : []),
    `--max-old-space-size=${V8_HEAP_MIB}`,
    '--disable-warning=ExperimentalWarning',
    entry,
    ...(tfjsNode === undefined ? [] : [`--tfjs-node=${tfjsNode}`]),
    ...(crew ? [`--threads=${crew.threads}`] : []),
    ...(crew?.revectorise ? ['--revectorise'] : []),
  ];
}

/** What bwrap says once it has made the namespaces: `{ "child-pid": 4711, … }`. It stays alive beside its child, and is not it. */
async function readPid(info: Readable): Promise<number | undefined> {
  const [, pid] = /"child-pid": (\d+)/.exec(await text(info).catch(() => '')) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

/** Where memory runs out all the same, let the kernel end the model and not the grader. Only Linux is asked. */
export async function offerToKernel(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/oom_score_adj`, '1000').catch(() => {});
}

const PAGE_BYTES = 4_096;

/** Resident memory of a process in bytes, or `undefined` where the system does not say (anything but Linux). */
export async function residentBytes(pid: number): Promise<number | undefined> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  const pages = Number(statm.split(' ')[1]);
  return Number.isSafeInteger(pages) && pages > 0 ? pages * PAGE_BYTES : undefined;
}
