/**
 * The process that runs a stranger's models. It has an empty environment, no permission but to read its own code, and
 * is told nothing but models and rows. Jobs come in on stdin, answers go out on descriptor 3. Its first bytes go out at once, so that
 * the host knows whom to blame for an early end.
 *
 * With `--threads` it runs all models of a submission, and says with each answer for which job it is; without, one.
 */
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FivefoldError } from '../domain/errors.ts';
import type { ModelFiles } from '../domain/submission.ts';
import type { InputTensor } from '../domain/tensor.ts';
import type { Model, Program } from '../model/index.ts';
import { Crew, type Prepare } from './crew.ts';
import { UNPROVEN } from './exit.ts';
import { bytesOf, encodeFrame, JOB_BYTES, MAGIC, STILL_AT_IT } from './frame.ts';
import { collectGarbage } from './garbage.ts';
import { receiveJob, type WorkerJob } from './job.ts';
import { compiled } from './kernels.ts';
import { isModelCode, type WorkerResult } from './result.ts';
import { Stdin } from './stdin.ts';

const ANSWER = 3;

/** The host cuts longer texts off by refusing them, so stay below its bound. */
const MAX_TEXT = 2_000;

/** What is sent of an answer: its header, and the numbers of its payload. */
type Answer = readonly [WorkerResult, Float32Array?];

const { values } = parseArgs({
  options: {
    'tfjs-node': { type: 'string' },
    threads: { type: 'string' },
    revectorise: { type: 'boolean' },
  },
});
const { threads, revectorise = false, 'tfjs-node': tfjsNode } = values;
const stdin = new Stdin();

async function answerOne(): Promise<void> {
  send([MAGIC]);
  const answer = await receiveJob(stdin).then(run).catch(explain);
  // The magic number is out already.
  const [, ...rest] = frameOf(answer);
  send(rest);
}

/** Often enough for whoever takes silence for an end. */
const SIGN_OF_LIFE_MS = 500;

/** While threads get on, say so: where several models get on together, all are done at about the same time, and none before. */
function showSigns(crew: Crew): void {
  let seen = 0;
  setInterval(() => {
    if (crew.progress === seen) return;
    seen = crew.progress;
    send([numberOf(STILL_AT_IT)]);
  }, SIGN_OF_LIFE_MS);
}

/** Reads one model after the other; those that the crew computes do not keep the next one waiting. */
async function answerAll(crew: Crew | undefined): Promise<void> {
  send([MAGIC]);
  if (crew) showSigns(crew);
  for (let number = 0; !(await stdin.ended()); number++) {
    const { promise: isOff, resolve: off } = Promise.withResolvers<void>();
    const answer = (given: Answer) => send([numberOf(number), ...frameOf(given)]);
    receiveJob(stdin)
      .then((job) => run(job, crew, off))
      .catch(explain)
      .then(answer)
      .finally(off);
    await isOff;
  }
}

/** @param off called when the rest is up to the crew */
async function run(
  { model, inputs, digests, outline }: WorkerJob,
  crew?: Crew,
  off: () => void = () => {},
): Promise<Answer> {
  const { digestsOf, loadModel, outlineOf, startEngine } = await import('../model/index.ts');
  const { predictRows } = await import('../model/tokens/index.ts');
  const started = performance.now();
  if (tfjsNode !== undefined) await startEngine('native', { tfjsNode });
  const loaded = await loadModel(model);
  forget(model);
  try {
    if (digests) return [{ kind: 'digested', tensors: [...digestsOf(loaded)] }];
    const loadMs = performance.now() - started;
    const clock = { ms: 0 };
    const runs = { ...loaded, predict: timed(clock, loaded, crew, off) };
    const { predictions, read } = await predictRows(runs, inputs, model.tokenizer);
    const { shape, data } = predictions;
    const timing = { loadMs: rounded(loadMs), predictMs: rounded(clock.ms) };
    const facts = { ...loaded.facts, ...(read && { read }) };
    const numbers = data instanceof Float32Array ? data : Float32Array.from(data);
    const layers = outline && { outline: await outlineOf(loaded) };
    return [{ kind: 'predicted', shape: [...shape], facts, timing, ...layers }, numbers];
  } finally {
    loaded.dispose();
  }
}

/** Its files: what is loaded has all that it needs of them, and rows may take as much again. */
function forget({ files }: ModelFiles): void {
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  if (files instanceof Map) files.clear();
  collectGarbage(bytes);
}

/** Runs a model by the crew, where it is all kernels, and else by itself. Adds what it took to the clock. */
function timed(
  clock: { ms: number },
  model: Model,
  crew: Crew | undefined,
  off: () => void,
): Model['predict'] {
  return async (rows) => {
    const computed = await byCrew(model, rows, crew, off);
    if (computed) {
      clock.ms = computed.ms;
      return computed.predictions;
    }
    const started = performance.now();
    const predictions = await model.predict(rows);
    clock.ms = performance.now() - started;
    return predictions;
  };
}

async function byCrew(model: Model, rows: InputTensor, crew: Crew | undefined, off: () => void) {
  if (crew === undefined || rows.dtype === 'string') return undefined;
  const row = { shape: rows.shape.slice(1), dtype: rows.dtype };
  const prepare: Prepare<Program> = async (workspace) => {
    const program = await model.program(row, workspace);
    if (program) off();
    return program;
  };
  return crew.run(prepare, rows.data);
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function explain(error: unknown): Answer {
  if (isOutOfMemory(error)) return [{ kind: 'exhausted' }];
  if (!(error instanceof FivefoldError)) return [{ kind: 'failed', message: shorten(String(error)) }];
  const { code, message, hint, where } = error.toProblem();
  if (!isModelCode(code)) return [{ kind: 'failed', message: shorten(`${message} ${hint}`) }];
  const problem = { code, message: shorten(message), hint: shorten(hint) };
  return [
    { kind: 'rejected', problem: where === undefined ? problem : { ...problem, where: shorten(where) } },
  ];
}

/** What V8 says where the system gives it no more, for an array as for the memory of WebAssembly. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof RangeError && /allocation failed|allocate memory|unable to grow/i.test(error.message)
  );
}

function shorten(text: string): string {
  return text.slice(0, MAX_TEXT);
}

function frameOf([result, values]: Answer): readonly Uint8Array[] {
  return encodeFrame(result, values ? [bytesOf(values)] : []);
}

function numberOf(job: number): Uint8Array {
  const bytes = new Uint8Array(JOB_BYTES);
  new DataView(bytes.buffer).setUint32(0, job, true);
  return bytes;
}

function send(chunks: readonly Uint8Array[]): void {
  for (const bytes of chunks) {
    for (let sent = 0; sent < bytes.length; ) sent += writeSync(ANSWER, bytes, sent);
  }
}

/** Threads, and the kernels that they compute with: native code has threads of its own. */
async function gather(count: number): Promise<Crew | undefined> {
  if (tfjsNode !== undefined) return undefined;
  const module = await compiled(revectorise);
  return module ? new Crew(count, module) : process.exit(UNPROVEN);
}

if (threads === undefined) await answerOne();
else await answerAll(await gather(Number(threads)));
process.exit(0);
