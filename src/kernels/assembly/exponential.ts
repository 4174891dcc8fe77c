import { add, atLeast, atMost, div, madd, mul, splat, sub } from './vector';

/*
 * eˣ = 2ⁿ eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2, where a polynomial of the Cephes library gives eʳ within 1 ulp
 * (S. Moshier, expf.c, https://www.netlib.org/cephes/, read November 2026).
 */

const LOG2_E: f32 = 1.4426950408889634;
/** ln 2 in two parts: n times the first, of 9 bits, is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
/** Added to a small number, 1.5 · 2²³ pushes its fraction out at the right: a sum whose lowest bits are the rounded number. */
const ROUNDER: f32 = 12582912;

/** eʳ − 1 − r */
@inline function tail(r: v128): v128 {
  let p = splat(1.9875691500e-4);
  p = madd(p, r, splat(1.3981999507e-3));
  p = madd(p, r, splat(8.3334519073e-3));
  p = madd(p, r, splat(4.1665795894e-2));
  p = madd(p, r, splat(1.6666665459e-1));
  p = madd(p, r, splat(5.0000001201e-1));
  return mul(mul(p, r), r);
}

/** n in the lowest bits. */
@inline function rounded(x: v128): v128 {
  return madd(x, splat(LOG2_E), splat(ROUNDER));
}

@inline function remainder(x: v128, bits: v128): v128 {
  const n = sub(bits, splat(ROUNDER));
  return sub(sub(x, mul(n, splat(LN2_HIGH))), mul(n, splat(LN2_LOW)));
}

/** eˣ for |x| ≤ 86, and e^±86 beyond: enough where 1 is added to it. */
@inline export function expBounded(x: v128): v128 {
  const bounded = atMost(atLeast(x, splat(-86)), splat(86));
  const bits = rounded(bounded);
  const r = remainder(bounded, bits);
  const y = add(add(tail(r), r), splat(1));
  return i32x4.add(y, i32x4.shl(bits, 23));
}

/** eˣ; infinite above 88.7, and through the subnormal numbers to 0 below −87.3: so 2ⁿ in two factors. */
@inline export function exp(x: v128): v128 {
  const bounded = atMost(atLeast(x, splat(-104)), splat(89));
  const bits = rounded(bounded);
  const r = remainder(bounded, bits);
  const y = add(add(tail(r), r), splat(1));
  const n = i32x4.sub(bits, splat(ROUNDER));
  const half = i32x4.shr_s(n, 1);
  return mul(mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

@inline function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ − 1 for x ≤ 0, exact to the last bits also near 0: 2ⁿ (eʳ − 1) + (2ⁿ − 1). */
@inline export function expMinusOne(x: v128): v128 {
  const bounded = atLeast(x, splat(-86));
  const bits = rounded(bounded);
  const r = remainder(bounded, bits);
  const scale = powerOfTwo(i32x4.sub(bits, splat(ROUNDER)));
  return madd(scale, add(tail(r), r), sub(scale, splat(1)));
}

/** 2 artanh s for |s| ≤ 1/3: twice s + s³/3 + s⁵/5 + … */
@inline function twiceArtanh(s: v128): v128 {
  const square = mul(s, s);
  let p = splat(1.0 / 15.0);
  p = madd(p, square, splat(1.0 / 13.0));
  p = madd(p, square, splat(1.0 / 11.0));
  p = madd(p, square, splat(1.0 / 9.0));
  p = madd(p, square, splat(1.0 / 7.0));
  p = madd(p, square, splat(1.0 / 5.0));
  p = madd(p, square, splat(1.0 / 3.0));
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
  const part = twiceArtanh(div(sub(m, splat(1)), add(m, splat(1))));
  const count = f32x4.convert_i32x4_s(n);
  return madd(count, splat(LN2_HIGH), madd(count, splat(LN2_LOW), part));
}
