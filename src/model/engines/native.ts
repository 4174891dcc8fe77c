import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { FivefoldError } from '../../domain/errors.ts';
import { registerFusedLstm } from './fused.ts';
import { dilateConv3dInDepth } from './native-conv3d.ts';
import { blockLstm, type Int64Scalar } from './native-lstm.ts';

const PACKAGE = '@tensorflow/tfjs-node';
const BACKEND = 'tensorflow';

interface Int64Module {
  readonly Int64Scalar: Int64Scalar;
}

/**
 * TensorFlow itself, through an addon that nobody needs to have. Addons are outside of Node's sandbox and of WebAssembly's:
 * only for models that one trusts, or in a worker that the system keeps in.
 *
 * The package brings a tfjs-core of its own; both share the engine, which is a global of the process.
 *
 * @param folder - the package's folder, where Node does not find it by its name
 * @throws {FivefoldError} engine/unavailable
 */
export async function startNative(folder: string = PACKAGE): Promise<void> {
  // Gone from Node 23 on, but tfjs-node 4.22 still asks it.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === undefined || value === null });
  let int64: Int64Module;
  try {
    // Not `import`: a folder is no module to it, and the build must not follow.
    const load = createRequire(import.meta.url);
    load(folder);
    int64 = load(`${folder}/dist/int64_tensors.js`) as Int64Module;
  } catch (cause) {
    throw unavailable(folder, cause);
  }
  if (!(await tf.setBackend(BACKEND))) throw unavailable(folder);
  dilateConv3dInDepth(BACKEND);
  registerFusedLstm((run) => blockLstm(run, int64.Int64Scalar));
}

function unavailable(folder: string, cause?: unknown): FivefoldError {
  const [reason = ''] = (cause instanceof Error ? cause.message : '').split('\n');
  return new FivefoldError(
    {
      code: 'engine/unavailable',
      message: `The native engine cannot be loaded from ${folder}. ${reason}`.trimEnd(),
      hint: 'Run `fivefold engine install`, name a folder in FIVEFOLD_TFJS_NODE, or use the wasm engine.',
    },
    { cause },
  );
}
