import { readFile } from 'node:fs/promises';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { FivefoldError } from '../../domain/errors.ts';
import { spareBooleans } from './wasm-booleans.ts';

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';
const BACKEND = 'wasm';

/**
 * TensorFlow.js on its WASM backend.
 *
 * The backend fetches its binary by URL, which plain Node ESM cannot do for a file, and its other way (`require('fs')`)
 * does not survive bundling. So TensorFlow.js's only `fetch` is replaced by one that answers with these bytes: it works
 * under `--permission` with an empty environment, and the library cannot reach the network.
 *
 * @throws {FivefoldError} sandbox/failed
 */
export async function startWasm(): Promise<void> {
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw withoutSimd();
  const bytes = await readWasm();
  const answer = () =>
    Promise.resolve(
      new Response(Uint8Array.from(bytes), { headers: { 'content-type': 'application/wasm' } }),
    );
  tf.env().platform.fetch = answer;
  setWasmPaths('', true);
  if (!(await tf.setBackend(BACKEND))) throw engineFailed();
  await tf.ready();
  spareBooleans(BACKEND);
}

/** Bundled, the binary lies beside the bundle; in source form, in the package that it comes from. */
async function readWasm(): Promise<Uint8Array> {
  const beside = new URL(`./${WASM_FILE}`, import.meta.url);
  try {
    return await readFile(beside);
  } catch {
    return readFile(new URL(import.meta.resolve(`@tensorflow/tfjs-backend-wasm/dist/${WASM_FILE}`)));
  }
}

function withoutSimd(): FivefoldError {
  return new FivefoldError({
    code: 'sandbox/failed',
    message: 'This machine cannot run WebAssembly SIMD, which the grader computes with.',
    hint: 'Run the grading on a machine made after 2013 (x86 with SSE4.1, or ARM64).',
  });
}

function engineFailed(): FivefoldError {
  return new FivefoldError({
    code: 'sandbox/failed',
    message: 'The WebAssembly backend of TensorFlow.js did not start.',
    hint: `Check that ${WASM_FILE} lies beside the grader's bundle and can be read.`,
  });
}
