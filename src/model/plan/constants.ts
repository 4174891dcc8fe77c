import {
  type Address,
  biasBytes,
  type Kernels,
  packedBytes,
  packedGatesBytes,
  type Workspace,
  winogradBytes,
} from '../../kernels/index.ts';

/** Weights in the form in which a kernel wants them: how much room they take, and how they get there. */
export interface Constant {
  readonly bytes: number;
  readonly write: (address: Address, room: Room) => void;
}

/** Where a plan gets its memory. */
export interface Room {
  readonly kernels: Kernels;
  readonly workspace: Workspace;
}

/** The numbers as they are, with zeros up to `length`. */
export function vector(values: ArrayLike<number>, length = values.length): Constant {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT;
  const write: Constant['write'] = (address, { workspace }) => {
    const view = workspace.f32(address, length);
    view.fill(0);
    view.set(values);
  };
  return { bytes, write };
}

/** A bias for `matmul` and `convolve`, which read whole vectors. */
export function bias(values: ArrayLike<number>): Constant {
  return vector(values, biasBytes(values.length) / Float32Array.BYTES_PER_ELEMENT);
}

/** Numbers that a kernel lays out anew: they lie in the workspace only as long as that takes. */
function laidOut(
  bytes: number,
  values: () => Float32Array,
  layOut: (source: Address, target: Address, room: Room) => void,
): Constant {
  const write: Constant['write'] = (address, room) => {
    const source = room.workspace.store(values());
    layOut(source, address, room);
    room.workspace.release(source);
  };
  return { bytes, write };
}

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/**
 * A (K, N) matrix for `matmul`, or a kernel for `convolve` in groups of columns.
 *
 * @param values - (K, N), row by row
 */
export function matrix(K: number, N: number, values: () => Float32Array, groups = 1): Constant {
  const part = packedBytes(K, N / groups);
  return laidOut(groups * part, values, (source, target, { kernels }) => {
    for (let i = 0; i < groups; i++) {
      kernels.pack(source + ((i * N) / groups) * FLOAT, K, N / groups, N, 1, target + i * part);
    }
  });
}

/** A (K, gates · units) kernel of a recurrent layer. */
export function gates(K: number, count: number, units: number, values: () => Float32Array): Constant {
  return laidOut(packedGatesBytes(K, count, units), values, (source, target, { kernels }) =>
    kernels.packGates(source, K, count, units, target),
  );
}

/** A (3, 3, channels, filters) kernel for `winograd`. */
export function winograd(channels: number, filters: number, values: () => Float32Array): Constant {
  return laidOut(winogradBytes(channels, filters), values, (source, target, { kernels, workspace }) => {
    const between = workspace.allocate(channels * filters * FLOAT);
    kernels.winogradPack(source, channels, filters, target, between);
  });
}
