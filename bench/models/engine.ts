import { type Engine, WASM } from '../../src/sandbox/engine.ts';
import { nativeEngine } from '../../src/sandbox/native.ts';

const { FIVEFOLD_TFJS_NODE } = process.env;

/** What our side computes with: without and with flags of V8's, and TensorFlow itself where that is installed. */
export const ENGINES = ['wasm', 'wasm-revectorised', ...(FIVEFOLD_TFJS_NODE ? ['native'] : [])];

export async function engineOf(name: string): Promise<Engine> {
  if (name === 'native') return nativeEngine(FIVEFOLD_TFJS_NODE, 'none');
  return name === 'wasm' ? { ...WASM, revectorise: false } : WASM;
}
