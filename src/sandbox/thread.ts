/**
 * A thread that computes: it takes pieces of whatever work there is, and sees numbers and nothing else. Weights, rows and predictions
 * lie in memory that it shares with the others.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { sizeOf } from '../domain/tensor.ts';
import { instantiate } from '../kernels/index.ts';
import type { Program } from '../model/plan/program.ts';
import { runProgram } from '../model/plan/run.ts';
import type { ThreadData } from './crew.ts';
import { fail, finish, isOpen, longest, type Piece, take, type Work } from './queue.ts';

const { module, memory, bell, place } = workerData as ThreadData;
const port = parentPort as MessagePort;
const kernels = instantiate(module, memory);

function compute({ program, inputs, outputs, arenas }: Work<Program>, { from, to }: Piece): void {
  const { size } = program.input;
  const rows = inputs.subarray(from * size, to * size);
  const arena = arenas[place] ?? 0;
  outputs.set(runProgram(kernels, program, arena, rows, to - from), from * sizeOf(program.output.shape));
}

/** What is wrong is found out again by the thread that can say it. */
function attempt(work: Work<Program>, piece: Piece): void {
  const started = performance.now();
  let isLast: boolean;
  try {
    compute(work, piece);
    isLast = finish(work, piece, performance.now() - started);
  } catch {
    isLast = fail(work, piece);
  }
  Atomics.add(bell, 1, 1);
  if (isLast) port.postMessage(work.id);
}

let works: readonly Work<Program>[] = [];

/** Work that has come since somebody looked. */
function arrived(): readonly Work<Program>[] {
  const found: Work<Program>[] = [];
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
    found.push(next.message);
  return found;
}

for (;;) {
  const rung = Atomics.load(bell, 0);
  works = [...works, ...arrived()].filter(isOpen);
  const work = longest(works);
  const piece = work && take(work);
  if (work && piece) attempt(work, piece);
  else if (!work) Atomics.wait(bell, 0, rung);
}
