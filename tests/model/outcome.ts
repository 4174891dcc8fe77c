import { FivefoldError } from '../../src/domain/errors.ts';
import type { ModelFiles } from '../../src/domain/submission.ts';
import type { InputTensor, Tensor } from '../../src/domain/tensor.ts';
import { loadModel } from '../../src/model/index.ts';

/** What becomes of a model: a prediction, or the error. Anything but a FivefoldError is a defect of ours. */
export async function outcome(
  model: ModelFiles,
  inputs?: InputTensor,
): Promise<FivefoldError | Tensor | undefined> {
  try {
    const loaded = await loadModel(model);
    try {
      return inputs && (await loaded.predict(inputs));
    } finally {
      loaded.dispose();
    }
  } catch (error) {
    if (error instanceof FivefoldError) return error;
    throw error;
  }
}

export function codeOf(result: Awaited<ReturnType<typeof outcome>>): string | undefined {
  return result instanceof FivefoldError ? result.code : undefined;
}

/** mulberry32: the same positions on every run. */
export function seeded(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

export function flipped(bytes: Uint8Array, draw: (bound: number) => number): Uint8Array {
  const position = draw(bytes.length);
  return bytes.with(position, (bytes[position] ?? 0) ^ (1 << draw(8)));
}
