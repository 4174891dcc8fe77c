/**
 * The one queue of all threads: pieces of work of every model, taken by whoever is free. Who takes what changes no number, since no
 * row influences another.
 */
import { sizeOf } from '../domain/tensor.ts';

/** What the queue knows of a program of kernels; the rest is for whoever runs it. */
export interface Runnable {
  readonly input: { readonly size: number };
  readonly output: { readonly shape: readonly number[] };
  readonly batchRows: number;
  readonly arenaBytes: number;
  readonly costPerRow: number;
}

export type Rows = Float32Array | Int32Array;

/** A program and its rows, all in shared memory, so that each thread has the same and none has a copy. */
export interface Work<P extends Runnable = Runnable> {
  readonly id: number;
  readonly program: P;
  readonly rows: number;
  readonly inputs: Rows;
  readonly outputs: Float32Array;
  /** Rows that are taken together. */
  readonly piece: number;
  /** Where each thread may compute. */
  readonly arenas: readonly number[];
  /** What has become of it so far: see {@link AT}. */
  readonly state: Int32Array;
}

/** Places in the state of a work. */
const AT = { taken: 0, done: 1, microseconds: 2, failed: 3 } as const;

/** Pieces for each thread at least, so that all finish at about the same time. */
const PIECES = 4;

/** @param arenas one for each thread */
export function workOf<P extends Runnable>(
  id: number,
  program: P,
  inputs: Rows,
  arenas: readonly number[],
): Work<P> {
  const rows = inputs.length / program.input.size;
  const even = Math.ceil(rows / (arenas.length * PIECES));
  return {
    id,
    program,
    rows,
    inputs: inputs.buffer instanceof SharedArrayBuffer ? inputs : shared(inputs),
    outputs: new Float32Array(sharedBytes(rows * sizeOf(program.output.shape))),
    piece: Math.max(1, Math.min(program.batchRows, even)),
    arenas,
    state: new Int32Array(sharedBytes(Object.keys(AT).length)),
  };
}

function sharedBytes(values: number): SharedArrayBuffer {
  return new SharedArrayBuffer(values * Float32Array.BYTES_PER_ELEMENT);
}

function shared(values: Rows): Rows {
  const memory = sharedBytes(values.length);
  const copy = values instanceof Float32Array ? new Float32Array(memory) : new Int32Array(memory);
  copy.set(values);
  return copy;
}

/** The work of which most is left, as far as one can see while others take from it, or none. */
export function longest<W extends Work>(works: readonly W[]): W | undefined {
  return works
    .filter(isOpen)
    .reduce<W | undefined>((best, work) => (best && left(best) >= left(work) ? best : work), undefined);
}

/** Whether there are rows left that nobody has taken. */
export function isOpen({ rows, state }: Work): boolean {
  return Atomics.load(state, AT.taken) < rows;
}

function left({ program, rows, state }: Work): number {
  return (rows - Atomics.load(state, AT.taken)) * program.costPerRow;
}

/** Rows, from the first to the one before the last, that nobody else has. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Take the next piece of a work. Nothing where others were faster. */
export function take({ rows, piece, state }: Work): Piece | undefined {
  const from = Atomics.add(state, AT.taken, piece);
  return from < rows ? { from, to: Math.min(rows, from + piece) } : undefined;
}

/** Say that a piece is done, and how long it took. @returns whether it was the last: nobody works on any other */
export function finish(work: Work, { from, to }: Piece, ms: number): boolean {
  Atomics.add(work.state, AT.microseconds, Math.round(ms * 1_000));
  return settle(work, to - from);
}

/** Say that a piece has failed, and leave undone what nobody has taken. @returns as `finish` */
export function fail(work: Work, { from, to }: Piece): boolean {
  const { rows, state } = work;
  Atomics.store(state, AT.failed, 1);
  const taken = Math.min(rows, Atomics.exchange(state, AT.taken, rows));
  return settle(work, to - from + rows - taken);
}

function settle({ rows, state }: Work, count: number): boolean {
  return Atomics.add(state, AT.done, count) + count === rows;
}

export function hasFailed({ state }: Work): boolean {
  return Atomics.load(state, AT.failed) !== 0;
}

/** Time that all threads together have spent on a work. */
export function spentMs({ state }: Work): number {
  return Atomics.load(state, AT.microseconds) / 1_000;
}
