import { expBounded } from './exponential';
import { add, atLeast, atMost, div, madd, mul, splat } from './vector';

/** 1 / (1 + e⁻ˣ): exact to the last bits also where it is almost 0, unlike by way of tanh. */
@inline export function sigmoid(x: v128): v128 {
  return div(splat(1), add(splat(1), expBounded(f32x4.neg(x))));
}

/** Beyond it, the nearest number to tanh x is ±1. */
const TANH_LIMIT: f32 = 7.90531110763549805;

/**
 * tanh x as a quotient of polynomials, odd by even.
 * Source: Eigen, `ptanh_float` in src/Core/MathFunctionsImpl.h, which TensorFlow computes it by, too.
 */
@inline export function tanh(x: v128): v128 {
  const bounded = atMost(atLeast(x, splat(-TANH_LIMIT)), splat(TANH_LIMIT));
  const square = mul(bounded, bounded);
  let p = splat(-2.76076847742355e-16);
  p = madd(p, square, splat(2.00018790482477e-13));
  p = madd(p, square, splat(-8.60467152213735e-11));
  p = madd(p, square, splat(5.12229709037114e-8));
  p = madd(p, square, splat(1.48572235717979e-5));
  p = madd(p, square, splat(6.37261928875436e-4));
  p = madd(p, square, splat(4.89352455891786e-3));
  let q = splat(1.19825839466702e-6);
  q = madd(q, square, splat(1.18534705686654e-4));
  q = madd(q, square, splat(2.2684346324390e-3));
  q = madd(q, square, splat(4.89352518554385e-3));
  return div(mul(bounded, p), q);
}

/** Beyond it, the nearest number to erf x is ±1. */
const ERF_LIMIT: f32 = 4;

/** The error function as a quotient of polynomials. Source: Eigen, `generic_fast_erf_float` in SpecialFunctionsImpl.h */
@inline export function erf(x: v128): v128 {
  const bounded = atMost(atLeast(x, splat(-ERF_LIMIT)), splat(ERF_LIMIT));
  const square = mul(bounded, bounded);
  let p = splat(-2.72614225801306e-10);
  p = madd(p, square, splat(2.77068142495902e-8));
  p = madd(p, square, splat(-2.10102402082508e-6));
  p = madd(p, square, splat(-5.69250639462346e-5));
  p = madd(p, square, splat(-7.34990630326855e-4));
  p = madd(p, square, splat(-2.95459980854025e-3));
  p = madd(p, square, splat(-1.60960333262415e-2));
  let q = splat(-1.45660718464996e-5);
  q = madd(q, square, splat(-2.13374055278905e-4));
  q = madd(q, square, splat(-1.68282697438203e-3));
  q = madd(q, square, splat(-7.37332916720468e-3));
  q = madd(q, square, splat(-1.42647390514189e-2));
  return div(mul(bounded, p), q);
}
