/**
 * The process that runs a stranger's model. It has an empty environment, no permission but to read its own code, and
 * is told nothing but the model and the rows. One job comes in on stdin, one answer goes out on descriptor 3: its first
 * bytes at once, so that the host knows whom to blame for an early end. An argument is the folder of the native engine.
 */
import { readFileSync, writeSync } from 'node:fs';
import { FivefoldError } from '../domain/errors.ts';
import { digestsOf, loadModel, startEngine } from '../model/index.ts';
import { predictRows } from '../model/tokens/index.ts';
import { bytesOf, encodeFrame, MAGIC } from './frame.ts';
import { decodeJob, type WorkerJob } from './job.ts';
import { isModelCode, type WorkerResult } from './result.ts';

const STDIN = 0;
const ANSWER = 3;

/** The host cuts longer texts off by refusing them, so stay below its bound. */
const MAX_TEXT = 2_000;

async function run({ model, inputs, digests }: WorkerJob): Promise<void> {
  const [, , tfjsNode] = process.argv;
  if (tfjsNode !== undefined) await startEngine('native', { tfjsNode });
  const loaded = await loadModel(model);
  if (digests) return answer({ kind: 'digested', tensors: [...digestsOf(loaded)] });
  const { predictions, read } = await predictRows(loaded, inputs, model.tokenizer);
  const { shape, data } = predictions;
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  const facts = { ...loaded.facts, ...(read && { read }) };
  answer({ kind: 'predicted', shape: [...shape], facts }, [bytesOf(values)]);
}

function explain(error: unknown): WorkerResult {
  if (isOutOfMemory(error)) return { kind: 'exhausted' };
  if (!(error instanceof FivefoldError)) return { kind: 'failed', message: shorten(String(error)) };
  const { code, message, hint, where } = error.toProblem();
  if (!isModelCode(code)) return { kind: 'failed', message: shorten(`${message} ${hint}`) };
  const problem = { code, message: shorten(message), hint: shorten(hint) };
  return { kind: 'rejected', problem: where === undefined ? problem : { ...problem, where: shorten(where) } };
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

/** All of the frame but its magic number, which is out already. */
function answer(result: WorkerResult, payload: readonly Uint8Array[] = []): void {
  const [, ...rest] = encodeFrame(result, payload);
  for (const chunk of rest) send(chunk);
}

function send(bytes: Uint8Array): void {
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(ANSWER, bytes, sent);
}

try {
  send(MAGIC);
  await run(decodeJob(readFileSync(STDIN)));
} catch (error) {
  answer(explain(error));
}
process.exit(0);
