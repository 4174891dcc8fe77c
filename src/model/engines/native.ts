import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { FivefoldError } from '../../domain/errors.ts';
import { dilateConv3dInDepth } from './native-conv3d.ts';

const PACKAGE = '@tensorflow/tfjs-node';
const BACKEND = 'tensorflow';

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
  try {
    // Not `import`: a folder is no module to it, and the build must not follow.
    createRequire(import.meta.url)(folder);
  } catch (cause) {
    throw unavailable(folder, cause);
  }
  if (!(await tf.setBackend(BACKEND))) throw unavailable(folder);
  dilateConv3dInDepth(BACKEND);
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
