import { createHash } from 'node:crypto';

/** A stream of random numbers; every draw moves it on. */
export interface Random {
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform in 0 … count − 1. */
  integer(count: number): number;
  chance(probability: number): boolean;
  /** Mean 0, standard deviation 1, by the sum of twelve uniforms (Irwin–Hall): within ±6, no logarithm. */
  normal(): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * The stream that belongs to these names: the same on every machine, independent of every other.
 *
 * The generator is xoshiro128** 1.1 (Blackman & Vigna, https://prng.di.unimi.it/xoshiro128starstar.c, public domain),
 * its 128 bits of state are the first half of the SHA-256 of the names. Only +, −, ×, ÷ and integer operations are used:
 * these are exact in IEEE 754, unlike `Math.sin` or `Math.log`, whose last bit is the engine's choice.
 */
export function randomFrom(...names: readonly string[]): Random {
  const next = xoshiro128(createHash('sha256').update(JSON.stringify(names)).digest());
  const unit = () => next() / 2 ** 32;
  const integer = (count: number) => Math.floor(unit() * count);
  return {
    integer,
    uniform: (low, high) => low + (high - low) * unit(),
    chance: (probability) => unit() < probability,
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += unit();
      return sum;
    },
    pick: (items) => items[integer(items.length)] ?? items[0],
    shuffle: (items) => shuffled(items, integer),
  };
}

function xoshiro128(seed: Uint8Array): () => number {
  const view = new DataView(seed.buffer, seed.byteOffset);
  let [a, b, c, d] = [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotateLeft(d, 11);
    return result;
  };
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function shuffled<T>(items: readonly T[], integer: (count: number) => number): T[] {
  const rest = [...items];
  const result: T[] = [];
  while (rest.length > 0) result.push(...rest.splice(integer(rest.length), 1));
  return result;
}
