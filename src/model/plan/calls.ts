import type { KernelExports } from '../../kernels/index.ts';
import type { LayerLabel } from '../graph.ts';
import type { Constant } from './constants.ts';
import type { Operand, Piece } from './operand.ts';
import type { PerRow } from './program.ts';

/** A kernel call whose addresses are not known yet. */
export interface PlannedCall {
  readonly kernel: keyof KernelExports;
  readonly arguments: readonly PlannedArgument[];
  readonly lookup?: LayerLabel;
}

export type PlannedArgument = number | Place | Scratch | Constant | PerRow;

/** Where a tensor begins, or a number of it. */
export interface Place {
  readonly piece: Piece;
  readonly offset: number;
}

/** Room that one call needs, for so many rows of the batch. */
export interface Scratch {
  readonly scratch: (rows: number) => number;
}

type Planned<P extends readonly unknown[]> = { [I in keyof P]: PlannedArgument };

/** Every parameter of the kernel, in its order. */
export function call<K extends keyof KernelExports>(
  kernel: K,
  ...given: Planned<Parameters<KernelExports[K]>>
): PlannedCall {
  return { kernel, arguments: given };
}

/** @param numbers - how many numbers after the tensor's begin */
export function at({ piece, dtype }: Operand, numbers = 0): Place {
  return { piece, offset: numbers * (dtype === 'bool' ? 1 : Float32Array.BYTES_PER_ELEMENT) };
}

/** So many for every copy of every row. */
export function each({ copies }: Pick<Operand, 'copies'>, times = 1): PerRow {
  return { times: copies * times };
}

export function scratch(bytes: number | ((rows: number) => number)): Scratch {
  return { scratch: typeof bytes === 'number' ? () => bytes : bytes };
}
