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
import { digestsOf, loadModel, outlineOf, startEngine } from '../model/index.ts';
import { predictRows } from '../model/tokens/index.ts';
import { bytesOf, encodeFrame, MAGIC } from './frame.ts';
import { receiveJob, type WorkerJob } from './job.ts';
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
const { threads, 'tfjs-node': tfjsNode } = values;
const stdin = new Stdin();

async function answerOne(): Promise<void> {
  const answer = await receiveJob(stdin).then(run).catch(explain);
  // The magic number is out already.
  const [, ...rest] = frameOf(answer);
  send(rest);
}

async function answerAll(): Promise<void> {
  for (let number = 0; !(await stdin.ended()); number++) {
    const answer = await run(await receiveJob(stdin)).catch(explain);
    send([numberOf(number), ...frameOf(answer)]);
  }
}

async function run({ model, inputs, digests, outline }: WorkerJob): Promise<Answer> {
  const started = performance.now();
  if (tfjsNode !== undefined) await startEngine('native', { tfjsNode });
  const loaded = await loadModel(model);
  try {
    if (digests) return [{ kind: 'digested', tensors: [...digestsOf(loaded)] }];
    const ready = performance.now();
    const { predictions, read } = await predictRows(loaded, inputs, model.tokenizer);
    const { shape, data } = predictions;
    const timing = { loadMs: rounded(ready - started), predictMs: rounded(performance.now() - ready) };
    const facts = { ...loaded.facts, ...(read && { read }) };
    const numbers = data instanceof Float32Array ? data : Float32Array.from(data);
    const layers = outline && { outline: await outlineOf(loaded) };
    return [{ kind: 'predicted', shape: [...shape], facts, timing, ...layers }, numbers];
  } finally {
    loaded.dispose();
  }
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
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, job, true);
  return bytes;
}

function send(chunks: readonly Uint8Array[]): void {
  for (const bytes of chunks) {
    for (let sent = 0; sent < bytes.length; ) sent += writeSync(ANSWER, bytes, sent);
  }
}

send([MAGIC]);
await (threads === undefined ? answerOne() : answerAll());
process.exit(0);
