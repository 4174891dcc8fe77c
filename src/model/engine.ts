import { FivefoldError } from '../domain/errors.ts';
import type { EngineKind } from '../domain/isolation.ts';
import { MAX_WASM_HEAP_BYTES } from '../domain/limits.ts';
import { registerFusedLstm } from './engines/fused.ts';
import { loadTensorFlow, tf } from './tf.ts';

export type { EngineKind } from '../domain/isolation.ts';

export interface EngineOptions {
  /** Folder of the package `@tensorflow/tfjs-node`, where Node does not find it by its name. */
  readonly tfjsNode?: string | undefined;
}

let current: { readonly kind: EngineKind; readonly started: Promise<void> } | undefined;

/**
 * Start TensorFlow.js on an engine, once; all models of the process run on the one that was started last. Until somebody
 * needs it, nothing of it is loaded.
 *
 * @throws {FivefoldError} sandbox/failed; engine/unavailable where `native` cannot be loaded
 */
export function startEngine(
  kind: EngineKind = current?.kind ?? 'wasm',
  { tfjsNode }: EngineOptions = {},
): Promise<void> {
  if (current?.kind !== kind) {
    current = { kind, started: start(kind, tfjsNode) };
  }
  return current.started;
}

async function start(kind: EngineKind, tfjsNode: string | undefined): Promise<void> {
  await loadTensorFlow();
  registerFusedLstm(undefined);
  if (kind === 'wasm') return (await import('./engines/wasm.ts')).startWasm();
  return (await import('./engines/native.ts')).startNative(tfjsNode);
}

/** Does TensorFlow itself compute, as somebody has asked for? Then it computes everything. */
export function isNative(): boolean {
  return current?.kind === 'native';
}

/** Bytes that the heap of TensorFlow.js's wasm backend has grown to; 0 on another backend. It never shrinks. */
function wasmHeapBytes(): number {
  const backend: unknown = tf.backend();
  const heap = (backend as { readonly wasm?: { readonly HEAPU8?: Uint8Array } }).wasm?.HEAPU8;
  return heap?.length ?? 0;
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
