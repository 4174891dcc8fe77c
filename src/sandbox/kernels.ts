import { setFlagsFromString } from 'node:v8';
import { compileKernels, instantiate, selfTest, Workspace } from '../kernels/index.ts';

/**
 * V8 compiles a module twice: at once and badly, then well what is called often. Only the second compiler joins vectors, and what is
 * proven of one code says nothing of the other, so all is compiled well and at once.
 */
const WELL = ['--no-liftoff', '--no-wasm-lazy-compilation'];
const AS_USUAL = ['--liftoff', '--wasm-lazy-compilation'];

const REVECTORISE = '--experimental-wasm-revectorize';
/** Of TensorFlow.js's own kernels nobody has proven anything. */
const NOT_REVECTORISE = '--no-experimental-wasm-revectorize';

/**
 * The kernels, compiled.
 *
 * @param revectorise let V8 join two vectors of four numbers to one of eight, where it and the processor can
 * @returns nothing where this would change what they compute
 */
export async function compiled(revectorise: boolean): Promise<WebAssembly.Module | undefined> {
  for (const flag of [...WELL, ...(revectorise ? [REVECTORISE] : [])]) setFlagsFromString(flag);
  // While other threads compile, nothing else keeps this process alive.
  const alive = setInterval(() => {}, 2 ** 30);
  const module = await compileKernels();
  clearInterval(alive);
  for (const flag of [...AS_USUAL, NOT_REVECTORISE]) setFlagsFromString(flag);
  const isProven = !revectorise || selfTest(instantiate(module, new Workspace().memory));
  return isProven ? module : undefined;
}
