import { add, at, atLeast, atMost, div, madd, mul, splat, sub } from './vector';

/*
 * eˣ = 2ⁿ eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2, where a polynomial of the Cephes library gives eʳ within 1 ulp
 * (S. Moshier, expf.c, https://www.netlib.org/cephes/, read November 2026).
 */

/** Of eʳ − 1 − r, from the highest power on. */
const EXP = memory.data<f32>([
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]);

const SCALES = memory.data<f32>([
  // 1 / ln 2
  1.4426950408889634,
  // Added to a small number, 1.5 · 2²³ pushes its fraction out at the right: a sum whose lowest bits are the rounded number.
  12582912,
  // ln 2 in two parts: n times the first, of 9 bits, is exact.
  0.693359375, -2.12194440e-4,
  1,
  // Bounds: where 2ⁿ is an ordinary number, and where nothing changes any more.
  -86, 86, -104, 89,
]);

@inline function toLog2(): v128 { return at(SCALES, 0); }
@inline function rounder(): v128 { return at(SCALES, 1); }
@inline function ln2High(): v128 { return at(SCALES, 2); }
@inline function ln2Low(): v128 { return at(SCALES, 3); }
@inline export function one(): v128 { return at(SCALES, 4); }

/** eʳ − 1 − r */
@inline function tail(r: v128): v128 {
  let p = at(EXP, 0);
  p = madd(p, r, at(EXP, 1));
  p = madd(p, r, at(EXP, 2));
  p = madd(p, r, at(EXP, 3));
  p = madd(p, r, at(EXP, 4));
  p = madd(p, r, at(EXP, 5));
  return mul(mul(p, r), r);
}

/** n in the lowest bits. */
@inline function rounded(x: v128): v128 {
  return madd(x, toLog2(), rounder());
}

@inline function remainder(x: v128, bits: v128): v128 {
  const n = sub(bits, rounder());
  return sub(sub(x, mul(n, ln2High())), mul(n, ln2Low()));
}

/** eˣ for |x| ≤ 86, and e^±86 beyond: enough where 1 is added to it. */
@inline export function expBounded(x: v128): v128 {
  const bounded = atMost(atLeast(x, at(SCALES, 5)), at(SCALES, 6));
  const bits = rounded(bounded);
  const r = remainder(bounded, bits);
  const y = add(add(tail(r), r), one());
  return i32x4.add(y, i32x4.shl(bits, 23));
}

/** eˣ; infinite above 88.7, and through the subnormal numbers to 0 below −87.3: so 2ⁿ in two factors. */
@inline export function exp(x: v128): v128 {
  const bounded = atMost(atLeast(x, at(SCALES, 7)), at(SCALES, 8));
  const bits = rounded(bounded);
  const r = remainder(bounded, bits);
  const y = add(add(tail(r), r), one());
  const n = i32x4.sub(bits, rounder());
  const half = i32x4.shr_s(n, 1);
  return mul(mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** 2ⁿ: the exponent of 1, and n added to it. */
@inline function powerOfTwo(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), one());
}

/** eˣ − 1 for x ≤ 0, exact to the last bits also near 0: 2ⁿ (eʳ − 1) + (2ⁿ − 1). */
@inline export function expMinusOne(x: v128): v128 {
  const bounded = atLeast(x, at(SCALES, 5));
  const bits = rounded(bounded);
  const r = remainder(bounded, bits);
  const scale = powerOfTwo(i32x4.sub(bits, rounder()));
  return madd(scale, add(tail(r), r), sub(scale, one()));
}

/** Of artanh, from the highest power on. */
const ARTANH = memory.data<f32>([
  0.06666666666666667, 0.07692307692307693, 0.09090909090909091, 0.1111111111111111, 0.14285714285714285, 0.2, 0.3333333333333333,
]);

/** 2 artanh s for |s| ≤ 1/3: twice s + s³/3 + s⁵/5 + … */
@inline function twiceArtanh(s: v128): v128 {
  const square = mul(s, s);
  let p = at(ARTANH, 0);
  p = madd(p, square, at(ARTANH, 1));
  p = madd(p, square, at(ARTANH, 2));
  p = madd(p, square, at(ARTANH, 3));
  p = madd(p, square, at(ARTANH, 4));
  p = madd(p, square, at(ARTANH, 5));
  p = madd(p, square, at(ARTANH, 6));
  const twice = add(s, s);
  return madd(mul(p, square), twice, twice);
}

/** log(1 + u) for 0 ≤ u ≤ 1, by s = u / (2 + u). */
@inline export function logOnePlus(u: v128): v128 {
  return twiceArtanh(div(u, add(u, splat(2))));
}

/** The bits of √½, from which on the numbers 2ⁿ m with ½ ≤ m² < 2 are told apart. */
const ROOT_OF_HALF: i32 = 0x3f3504f3;

/** log x for ordinary positive x: n ln 2 + log m. Not `Math.log`, whose tables would lie in the memory that threads share. */
@inline export function log(x: v128): v128 {
  const n = i32x4.shr_s(i32x4.sub(x, i32x4.splat(ROOT_OF_HALF)), 23);
  const m = i32x4.sub(x, i32x4.shl(n, 23));
  const part = twiceArtanh(div(sub(m, one()), add(m, one())));
  const count = f32x4.convert_i32x4_s(n);
  return madd(count, ln2High(), madd(count, ln2Low(), part));
}
