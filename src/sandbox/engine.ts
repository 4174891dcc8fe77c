import type { EngineKind } from '../domain/isolation.ts';

/** What a worker computes with, and the folders that it may read for it. Only `nativeEngine` makes a native one. */
export interface Engine {
  readonly kind: EngineKind;
  readonly folders: readonly string[];
  /** Folder of the package `@tensorflow/tfjs-node`. */
  readonly tfjsNode?: string;
  /** Said where V8 is not to join the vectors of our kernels, which changes no bit and makes them twice as fast. */
  readonly revectorise?: false;
}

export const WASM: Engine = { kind: 'wasm', folders: [] };

/**
 * The same with or without V8's help, which is experimental.
 *
 * @param setting of `FIVEFOLD_REVECTORISE`: `off` is without
 */
export function wasmEngine(setting: string | undefined): Engine {
  return setting === 'off' ? { ...WASM, revectorise: false } : WASM;
}
