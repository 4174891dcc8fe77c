import { readFile } from 'node:fs/promises';
import type { KernelExports } from './exports.ts';

export * from './exports.ts';
export { selfTest } from './self-test.ts';
export * from './sizes.ts';
export { Workspace } from './workspace.ts';

/** The kernels on one memory; every thread has its own over the same. */
export type Kernels = { readonly memory: WebAssembly.Memory } & KernelExports;

/** Beside the bundle in `dist/`, beside this file in the sources. */
const BINARY = new URL('./kernels.wasm', import.meta.url);

/** A module can be sent to other threads, which then need no file and compile nothing. */
export async function compileKernels(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(BINARY));
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { memory, ...(exports as unknown as KernelExports) };
}
