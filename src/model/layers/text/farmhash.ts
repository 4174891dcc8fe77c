/**
 * FarmHash Fingerprint64, the hash behind `tf.strings.to_hash_bucket_fast`: the same number for the same bytes, for ever.
 * BigInt keeps it readable; tokens are short.
 * Source: github.com/google/farmhash src/farmhash.cc, namespace farmhashna
 */
type U64 = bigint;
type Pair = readonly [U64, U64];

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

const wrap = (x: U64): U64 => BigInt.asUintN(64, x);
const rotate = (x: U64, bits: bigint): U64 => wrap((x >> bits) | (x << (64n - bits)));
const shiftMix = (x: U64): U64 => x ^ (x >> 47n);

/** @returns the fingerprint, from 0 to 2⁶⁴ − 1 */
export function fingerprint64(bytes: Uint8Array): U64 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length <= 16) return hash0to16(view);
  if (bytes.length <= 32) return hash17to32(view);
  if (bytes.length <= 64) return hash33to64(view);
  return hashLong(view);
}

const fetch = (view: DataView, at: number): U64 => view.getBigUint64(at, true);
const fetchFromEnd = (view: DataView, back: number): U64 => fetch(view, view.byteLength - back);

function hashPair(u: U64, v: U64, mul: U64): U64 {
  const a = shiftMix(wrap((u ^ v) * mul));
  const b = shiftMix(wrap((v ^ a) * mul));
  return wrap(b * mul);
}

const multiplier = ({ byteLength }: DataView): U64 => K2 + BigInt(byteLength) * 2n;

function hash0to16(view: DataView): U64 {
  const length = view.byteLength;
  if (length >= 8) {
    const mul = multiplier(view);
    const a = wrap(fetch(view, 0) + K2);
    const b = fetchFromEnd(view, 8);
    return hashPair(wrap(rotate(b, 37n) * mul + a), wrap((rotate(a, 25n) + b) * mul), mul);
  }
  if (length >= 4) {
    const first = BigInt(view.getUint32(0, true));
    const last = BigInt(view.getUint32(length - 4, true));
    return hashPair(BigInt(length) + (first << 3n), last, multiplier(view));
  }
  return length > 0 ? hash1to3(view) : K2;
}

function hash1to3(view: DataView): U64 {
  const length = view.byteLength;
  const y = BigInt(view.getUint8(0) + (view.getUint8(length >> 1) << 8));
  const z = BigInt(length + (view.getUint8(length - 1) << 2));
  return wrap(shiftMix(wrap(y * K2) ^ wrap(z * K0)) * K2);
}

function hash17to32(view: DataView): U64 {
  const mul = multiplier(view);
  const a = wrap(fetch(view, 0) * K1);
  const b = fetch(view, 8);
  const c = wrap(fetchFromEnd(view, 8) * mul);
  const d = wrap(fetchFromEnd(view, 16) * K2);
  return hashPair(
    wrap(rotate(wrap(a + b), 43n) + rotate(c, 30n) + d),
    wrap(a + rotate(wrap(b + K2), 18n) + c),
    mul,
  );
}

function hash33to64(view: DataView): U64 {
  const mul = multiplier(view);
  const a = wrap(fetch(view, 0) * K2);
  const b = fetch(view, 8);
  const c = wrap(fetchFromEnd(view, 8) * mul);
  const d = wrap(fetchFromEnd(view, 16) * K2);
  const y = wrap(rotate(wrap(a + b), 43n) + rotate(c, 30n) + d);
  const z = hashPair(y, wrap(a + rotate(wrap(b + K2), 18n) + c), mul);
  const e = wrap(fetch(view, 16) * mul);
  const f = fetch(view, 24);
  const g = wrap((y + fetchFromEnd(view, 32)) * mul);
  const h = wrap((z + fetchFromEnd(view, 24)) * mul);
  return hashPair(
    wrap(rotate(wrap(e + f), 43n) + rotate(g, 30n) + h),
    wrap(e + rotate(wrap(f + a), 18n) + g),
    mul,
  );
}

/** 32 bytes from `at`, mixed into two seeds. */
function weakHash(view: DataView, at: number, seedA: U64, seedB: U64): Pair {
  const [w, x, y, z] = [0, 8, 16, 24].map((offset) => fetch(view, at + offset)) as [U64, U64, U64, U64];
  const c = wrap(seedA + w);
  const a = wrap(c + x + y);
  const b = wrap(rotate(wrap(seedB + c + z), 21n) + rotate(a, 44n));
  return [wrap(a + z), wrap(b + c)];
}

const SEED = 81n;

interface State {
  readonly x: U64;
  readonly y: U64;
  readonly z: U64;
  readonly v: Pair;
  readonly w: Pair;
}

/** One block of 64 bytes from `at`. The last block has another multiplier and weighs some parts ninefold. */
function step({ x, y, z, v, w }: State, view: DataView, at: number, mul: U64, weight: bigint): State {
  const a = wrap(rotate(wrap(x + y + v[0] + fetch(view, at + 8)), 37n) * mul) ^ wrap(w[1] * weight);
  const b = wrap(
    rotate(wrap(y + v[1] + fetch(view, at + 48)), 42n) * mul + v[0] * weight + fetch(view, at + 40),
  );
  const c = wrap(rotate(wrap(z + w[0]), 33n) * mul);
  return {
    x: c,
    y: b,
    z: a,
    v: weakHash(view, at, wrap(v[1] * mul), wrap(a + w[0])),
    w: weakHash(view, at + 32, wrap(c + w[1]), wrap(b + fetch(view, at + 16))),
  };
}

function hashLong(view: DataView): U64 {
  const length = view.byteLength;
  const rest = (length - 1) & 63;
  const y = wrap(SEED * K1 + 113n);
  let state: State = {
    x: wrap(SEED * K2 + fetch(view, 0)),
    y,
    z: wrap(shiftMix(wrap(y * K2 + 113n)) * K2),
    v: [0n, 0n],
    w: [0n, 0n],
  };
  for (let at = 0; at < length - 1 - rest; at += 64) state = step(state, view, at, K1, 1n);
  const mul = wrap(K1 + ((state.z & 0xffn) << 1n));
  const w0 = wrap(state.w[0] + BigInt(rest));
  const v0 = wrap(state.v[0] + w0);
  const entry: State = { ...state, v: [v0, state.v[1]], w: [wrap(w0 + v0), state.w[1]] };
  const { x, y: end, z, v, w } = step(entry, view, length - 64, mul, 9n);
  return hashPair(
    wrap(hashPair(v[0], w[0], mul) + shiftMix(end) * K0 + z),
    wrap(hashPair(v[1], w[1], mul) + x),
    mul,
  );
}

const CAT_MULTIPLIER = 0xc6a4a7935bd1e995n;

/**
 * The fingerprint of a pair of fingerprints. Order matters.
 * Source: tensorflow/core/platform/fingerprint.h `FingerprintCat64`
 */
export function concatenate64(first: U64, second: U64): U64 {
  const mixed = wrap(shiftMix(wrap(second * CAT_MULTIPLIER)) * CAT_MULTIPLIER);
  const joined = wrap((first ^ CAT_MULTIPLIER ^ mixed) * CAT_MULTIPLIER);
  return shiftMix(wrap(shiftMix(joined) * CAT_MULTIPLIER));
}
