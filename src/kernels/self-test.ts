import { EXERCISES, type Place } from './exercises.ts';
import type { KernelExports } from './exports.ts';

type Testable = KernelExports & { readonly memory: WebAssembly.Memory };

const PAGE_BYTES = 65_536;
const PAGES = 4;
const NUMBERS = 12_288;
const ROOM_BYTES = 16_384 * 4;

/** What the bits of all results hash to, on every machine. It changes with a kernel; a test says to what. */
const EXPECTED = 0xb404c178;

/**
 * Do these kernels compute what they should, to the last bit? Proves code that V8 made in an unusual way before anybody relies on
 * it. Takes a few milliseconds, and four pages of memory that it adds at the end.
 */
export function selfTest(kernels: Testable): boolean {
  return hashOfResults(kernels) === EXPECTED;
}

/** A hash of the bits of everything that the kernels compute from certain numbers. */
export function hashOfResults(kernels: Testable): number {
  const place = prepare(kernels.memory);
  const { buffer } = kernels.memory;
  let hash = 0;
  for (const exercise of EXERCISES) {
    const count = exercise(kernels, place);
    const bits = new Int32Array(buffer, place.out, count);
    // FNV-1a, a word at a time.
    for (let i = 0; i < count; i++) hash = Math.imul(hash ^ (bits[i] as number), 16_777_619);
  }
  return hash >>> 0;
}

function prepare(memory: WebAssembly.Memory): Place {
  const x = memory.grow(PAGES) * PAGE_BYTES;
  const packed = x + NUMBERS * 4;
  const scratch = packed + ROOM_BYTES;
  const out = scratch + ROOM_BYTES;
  const mask = out + ROOM_BYTES;
  const next = generator();
  const numbers = new Float32Array(memory.buffer, x, NUMBERS);
  for (let i = 0; i < NUMBERS; i++) numbers[i] = next() / 2 ** 31 - 1;
  const bytes = new Uint8Array(memory.buffer, mask, 256);
  for (let i = 0; i < 256; i++) bytes[i] = next() >>> 31;
  return { x, packed, scratch, out, mask };
}

/** Whole numbers below 2³² that look random. Source: Numerical Recipes, section 7.1 */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}
