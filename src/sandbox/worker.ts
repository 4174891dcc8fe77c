/**
 * The process that runs a stranger's model. It has an empty environment, no permission but to read its own code, and
 * is told nothing but the model and the rows. One job comes in on stdin, one answer goes out on descriptor 3.
 */
import { readFileSync, writeSync } from 'node:fs';
import { FivefoldError } from '../domain/errors.ts';
import { loadModel } from '../model/index.ts';
import { predictRows } from '../model/tokens/index.ts';
import { bytesOf, encodeFrame } from './frame.ts';
import { decodeJob, type WorkerJob } from './job.ts';
import { isModelCode, type WorkerResult } from './result.ts';

const STDIN = 0;
const ANSWER = 3;

/** The host cuts longer texts off by refusing them, so stay below its bound. */
const MAX_TEXT = 2_000;

async function run({ model, inputs }: WorkerJob): Promise<void> {
  const loaded = await loadModel(model);
  const { predictions, read } = await predictRows(loaded, inputs, model.tokenizer);
  const { shape, data } = predictions;
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  const facts = { ...loaded.facts, ...(read && { read }) };
  answer({ kind: 'predicted', shape: [...shape], facts }, [bytesOf(values)]);
}

function explain(error: unknown): WorkerResult {
  if (!(error instanceof FivefoldError)) return { kind: 'failed', message: shorten(String(error)) };
  const { code, message, hint, where } = error.toProblem();
  if (!isModelCode(code)) return { kind: 'failed', message: shorten(`${message} ${hint}`) };
  const problem = { code, message: shorten(message), hint: shorten(hint) };
  return { kind: 'rejected', problem: where === undefined ? problem : { ...problem, where: shorten(where) } };
}

function shorten(text: string): string {
  return text.slice(0, MAX_TEXT);
}

function answer(result: WorkerResult, payload: readonly Uint8Array[] = []): void {
  for (const chunk of encodeFrame(result, payload)) {
    for (let sent = 0; sent < chunk.length; ) sent += writeSync(ANSWER, chunk, sent);
  }
}

try {
  await run(decodeJob(readFileSync(STDIN)));
} catch (error) {
  answer(explain(error));
}
process.exit(0);
