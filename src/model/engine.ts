import { FivefoldError } from '../domain/errors.ts';
import type { EngineKind } from '../domain/isolation.ts';
import { MAX_WASM_HEAP_BYTES } from '../domain/limits.ts';
import { startNative } from './engines/native.ts';
import { startWasm, wasmHeapBytes } from './engines/wasm.ts';

export type { EngineKind } from '../domain/isolation.ts';

export interface EngineOptions {
  /** Folder of the package `@tensorflow/tfjs-node`, where Node does not find it by its name. */
  readonly tfjsNode?: string | undefined;
}

let current: { readonly kind: EngineKind; readonly started: Promise<void> } | undefined;

/**
 * Start an engine, once; all models of the process run on the one that was started last.
 *
 * @throws {FivefoldError} sandbox/failed; engine/unavailable where `native` cannot be loaded
 */
export function startEngine(
  kind: EngineKind = current?.kind ?? 'wasm',
  { tfjsNode }: EngineOptions = {},
): Promise<void> {
  if (current?.kind !== kind) {
    current = { kind, started: kind === 'native' ? startNative(tfjsNode) : startWasm() };
  }
  return current.started;
}

/** @throws {FivefoldError} model/too-large, before the heap's end, where results were silently wrong */
export function guardHeap(): void {
  const bytes = wasmHeapBytes();
  if (bytes <= MAX_WASM_HEAP_BYTES) return;
  throw new FivefoldError({
    code: 'model/too-large',
    message: `The model needs ${bytes} bytes of memory to run; the limit is ${MAX_WASM_HEAP_BYTES}.`,
    hint: 'Use fewer or smaller layers, or smaller intermediate tensors.',
  });
}
