import { expect } from 'vitest';
import {
  type Address,
  compileKernels,
  instantiate,
  type Kernels,
  Workspace,
} from '../../src/kernels/index.ts';

/** Kernels on a memory that holds nothing useful, and the means to put numbers into it. */
export interface Laboratory {
  readonly kernels: Kernels;
  put(values: ArrayLike<number>): Address;
  putBytes(values: ArrayLike<number>): Address;
  /** Room for so many numbers, which are the poison until something is written there. */
  room(count: number): Address;
  roomBytes(bytes: number): Address;
  numbers(address: Address, count: number): Float32Array;
  bytes(address: Address, count: number): Uint8Array;
  /** Is what lies right behind every room as it was? */
  areFencesWhole(): boolean;
}

const MEMORY_BYTES = 2 ** 21;
/** What a memory may hold: each turns up in results if a kernel reads what it should not, and in no two the same. */
const POISONS = [Number.NaN, -3e38];

/** Behind every room, so that nobody writes beyond what the sizes promise. */
const FENCE = new Uint8Array(64).fill(0xa5);

const workspace = new Workspace();
const START = workspace.allocate(MEMORY_BYTES);
const kernels = instantiate(await compileKernels(), workspace.memory);

/** The one laboratory, cleaned of everything that was there. */
export function laboratory(poison: number): Laboratory {
  workspace.f32(START, MEMORY_BYTES / 4).fill(poison);
  workspace.release(START);
  const fences: Address[] = [];
  const roomBytes = (bytes: number): Address => {
    const address = workspace.allocate(bytes + FENCE.length);
    workspace.u8(address + bytes, FENCE.length).set(FENCE);
    fences.push(address + bytes);
    return address;
  };
  return {
    kernels,
    put: (values) => workspace.store(values),
    putBytes: (values) => {
      const address = workspace.allocate(values.length);
      workspace.u8(address, values.length).set(values);
      return address;
    },
    room: (count) => roomBytes(count * 4),
    roomBytes,
    areFencesWhole: () => fences.every((at) => hex(workspace.u8(at, FENCE.length)) === hex(FENCE)),
    numbers: (address, count) => Float32Array.from(workspace.f32(address, count)),
    bytes: (address, count) => Uint8Array.from(workspace.u8(address, count)),
  };
}

/** What comes out: the same bits whatever the memory held before, and nothing beyond the rooms that were given. */
export function compute<T extends Float32Array | Uint8Array>(run: (lab: Laboratory) => T): T {
  const [first, ...others] = POISONS.map((poison) => {
    const lab = laboratory(poison);
    const result = run(lab);
    expect(lab.areFencesWhole()).toBe(true);
    return result;
  });
  if (first === undefined) throw new Error('there are poisons');
  for (const other of others) expect(hex(other)).toBe(hex(first));
  return first;
}

export function hex(values: Float32Array | Uint8Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
}

/** Numbers between −1 and 1 that look random and are always the same. */
export function numbers(count: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Rounding errors grow with what is added up: `tolerance` is relative to the largest number expected. */
export function expectClose(actual: Float32Array, expected: ArrayLike<number>, tolerance = 2e-6): void {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(...Array.from(expected, (value) => Math.abs(value)), 1e-3);
  const worst = Math.max(...Array.from(expected, (value, i) => Math.abs(value - (actual[i] ?? Number.NaN))));
  expect(worst / scale).toBeLessThan(tolerance);
}
