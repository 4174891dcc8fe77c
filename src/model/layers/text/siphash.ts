type U64 = bigint;

/** The two halves of a SipHash key: Keras's `salt`. */
export type SipKey = readonly [U64, U64];

type State = readonly [U64, U64, U64, U64];

const BLOCK = 8;
const wrap = (x: U64): U64 => BigInt.asUintN(64, x);
const rotate = (x: U64, bits: bigint): U64 => wrap((x << bits) | (x >> (64n - bits)));

/**
 * SipHash-2-4 (Aumasson & Bernstein 2012), the hash behind `tf.strings.to_hash_bucket_strong`.
 *
 * @returns from 0 to 2⁶⁴ − 1
 */
export function sipHash64(bytes: Uint8Array, [k0, k1]: SipKey): U64 {
  let state: State = [
    wrap(k0) ^ 0x736f6d6570736575n,
    wrap(k1) ^ 0x646f72616e646f6dn,
    wrap(k0) ^ 0x6c7967656e657261n,
    wrap(k1) ^ 0x7465646279746573n,
  ];
  for (const word of words(bytes)) state = absorb(state, word);
  const [a, b, c, d] = rounds([state[0], state[1], state[2] ^ 0xffn, state[3]], 4);
  return a ^ b ^ c ^ d;
}

/** Little-endian words; the last one is padded with zeros and ends in the length modulo 256. */
function words(bytes: Uint8Array): U64[] {
  const padded = new Uint8Array(Math.floor(bytes.length / BLOCK) * BLOCK + BLOCK);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length & 0xff;
  return Array.from(new BigUint64Array(padded.buffer));
}

function absorb([a, b, c, d]: State, word: U64): State {
  const [e, f, g, h] = rounds([a, b, c, d ^ word], 2);
  return [e ^ word, f, g, h];
}

function rounds(state: State, count: number): State {
  let [a, b, c, d] = state;
  for (let i = 0; i < count; i++) {
    a = wrap(a + b);
    b = rotate(b, 13n) ^ a;
    a = rotate(a, 32n);
    c = wrap(c + d);
    d = rotate(d, 16n) ^ c;
    a = wrap(a + d);
    d = rotate(d, 21n) ^ a;
    c = wrap(c + b);
    b = rotate(b, 17n) ^ c;
    c = rotate(c, 32n);
  }
  return [a, b, c, d];
}
