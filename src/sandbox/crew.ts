import { Worker } from 'node:worker_threads';
import type { Tensor } from '../domain/tensor.ts';
import { Workspace } from '../kernels/index.ts';
import { hasFailed, type Rows, type Runnable, spentMs, type Work, workOf } from './queue.ts';

/** What a thread is given when it starts. */
export interface ThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Rung when there is new work, and, at its second place, when a piece of it is done. */
  readonly bell: Int32Array;
  /** Of the thread among its fellows, from 0. */
  readonly place: number;
}

/** What came of a program, and how long all threads together took for it. */
export interface Computed {
  readonly predictions: Extract<Tensor, { dtype: 'float32' }>;
  readonly ms: number;
}

const FROM_SOURCE = import.meta.url.endsWith('.ts');
const THREAD = new URL(FROM_SOURCE ? './thread.ts' : './thread.js', import.meta.url);

/** Makes a program in a workspace, of which it may keep what it allocates. */
export type Prepare<P> = (workspace: Workspace) => Promise<P | undefined> | P | undefined;

/** Threads that compute, and the memory in which they do. Once everything is done, all of the memory is free for what comes next. */
export class Crew {
  readonly #workspace = new Workspace();
  readonly #empty = this.#workspace.bytes;
  readonly #threads: readonly Worker[];
  readonly #bell = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  /** What is to be told when nobody works on it any more: whether anybody could have. */
  readonly #running = new Map<number, (isOver: boolean) => void>();
  #guests = 0;
  #given = 0;
  #arenas: { readonly bytes: number; readonly addresses: readonly number[] } = { bytes: -1, addresses: [] };
  #isWhole = true;

  /** @param entry what a thread runs; another one only in tests */
  constructor(threads: number, module: WebAssembly.Module, entry: URL = THREAD) {
    const { memory } = this.#workspace;
    this.#threads = Array.from({ length: threads }, (_, place) => {
      const workerData: ThreadData = { module, memory, bell: this.#bell, place };
      const thread = new Worker(entry, { workerData, env: {} });
      thread.on('message', (id: number) => this.#running.get(id)?.(true));
      thread.on('error', () => this.#fallApart());
      thread.on('exit', () => this.#fallApart());
      return thread;
    });
  }

  /**
   * @returns nothing where there is no program, or where a row or a thread has failed: somebody else has to say why
   * @throws {FivefoldError} model/too-large: there is no room
   */
  async run<P extends Runnable>(prepare: Prepare<P>, inputs: Rows): Promise<Computed | undefined> {
    this.#guests += 1;
    try {
      const program = this.#isWhole ? await prepare(this.#workspace) : undefined;
      return program && (await this.#compute(program, inputs));
    } finally {
      this.#guests -= 1;
      if (this.#guests === 0) this.#tidy();
    }
  }

  /** How many pieces were done, of whatever work. */
  get progress(): number {
    return Atomics.load(this.#bell, 1);
  }

  /** Nothing computes any more. */
  async dismiss(): Promise<void> {
    this.#fallApart();
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  async #compute(program: Runnable, inputs: Rows): Promise<Computed | undefined> {
    const work = workOf(this.#given++, program, inputs, this.#roomFor(program));
    const isOver = work.rows === 0 || (await this.#give(work));
    if (!isOver || hasFailed(work)) return undefined;
    const shape = [work.rows, ...program.output.shape];
    return { predictions: { dtype: 'float32', shape, data: work.outputs }, ms: spentMs(work) };
  }

  async #give(work: Work): Promise<boolean> {
    if (!this.#isWhole) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#running.set(work.id, resolve);
    for (const thread of this.#threads) thread.postMessage(work);
    Atomics.add(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
    return promise.finally(() => this.#running.delete(work.id));
  }

  /** For each thread, where this program may compute. A thread has one piece at a time, so that programs can share. */
  #roomFor({ arenaBytes: bytes }: Runnable): readonly number[] {
    if (bytes > this.#arenas.bytes) {
      this.#arenas = { bytes, addresses: this.#threads.map(() => this.#workspace.allocate(bytes)) };
    }
    return this.#arenas.addresses;
  }

  #tidy(): void {
    this.#workspace.release(this.#empty);
    this.#arenas = { bytes: -1, addresses: [] };
  }

  /** With a thread, the rows are lost that it had taken, and what it computed in stays as it is. */
  #fallApart(): void {
    this.#isWhole = false;
    for (const over of this.#running.values()) over(false);
  }
}
