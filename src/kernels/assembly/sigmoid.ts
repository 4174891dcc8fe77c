import { expBounded, one } from './exponential';
import { add, at, atLeast, atMost, div, madd, mul } from './vector';

/** 1 / (1 + e⁻ˣ): exact to the last bits also where it is almost 0, unlike by way of tanh. */
@inline export function sigmoid(x: v128): v128 {
  return div(one(), add(one(), expBounded(f32x4.neg(x))));
}

/**
 * tanh x as a quotient of polynomials, odd by even.
 * Source: Eigen, `ptanh_float` in src/Core/MathFunctionsImpl.h, which TensorFlow computes it by, too.
 */
@inline export function tanh(x: v128): v128 {
  const bounded = atMost(atLeast(x, at(TANH_BOUNDS, 0)), at(TANH_BOUNDS, 1));
  const square = mul(bounded, bounded);
  let p = at(TANH, 0);
  p = madd(p, square, at(TANH, 1));
  p = madd(p, square, at(TANH, 2));
  p = madd(p, square, at(TANH, 3));
  p = madd(p, square, at(TANH, 4));
  p = madd(p, square, at(TANH, 5));
  p = madd(p, square, at(TANH, 6));
  let q = at(TANH_DIVISOR, 0);
  q = madd(q, square, at(TANH_DIVISOR, 1));
  q = madd(q, square, at(TANH_DIVISOR, 2));
  q = madd(q, square, at(TANH_DIVISOR, 3));
  return div(mul(bounded, p), q);
}

/** Beyond them, the nearest number to tanh x is ±1. */
const TANH_BOUNDS = memory.data<f32>([-7.90531110763549805, 7.90531110763549805]);

const TANH = memory.data<f32>([
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
  6.37261928875436e-4, 4.89352455891786e-3,
]);

const TANH_DIVISOR = memory.data<f32>([
  1.19825839466702e-6, 1.18534705686654e-4, 2.2684346324390e-3, 4.89352518554385e-3,
]);

/** The error function as a quotient of polynomials. Source: Eigen, `generic_fast_erf_float` in SpecialFunctionsImpl.h */
@inline export function erf(x: v128): v128 {
  const bounded = atMost(atLeast(x, at(ERF_BOUNDS, 0)), at(ERF_BOUNDS, 1));
  const square = mul(bounded, bounded);
  let p = at(ERF, 0);
  p = madd(p, square, at(ERF, 1));
  p = madd(p, square, at(ERF, 2));
  p = madd(p, square, at(ERF, 3));
  p = madd(p, square, at(ERF, 4));
  p = madd(p, square, at(ERF, 5));
  p = madd(p, square, at(ERF, 6));
  let q = at(ERF_DIVISOR, 0);
  q = madd(q, square, at(ERF_DIVISOR, 1));
  q = madd(q, square, at(ERF_DIVISOR, 2));
  q = madd(q, square, at(ERF_DIVISOR, 3));
  q = madd(q, square, at(ERF_DIVISOR, 4));
  return div(mul(bounded, p), q);
}

/** Beyond them, the nearest number to erf x is ±1. */
const ERF_BOUNDS = memory.data<f32>([-4, 4]);

const ERF = memory.data<f32>([
  -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4,
  -2.95459980854025e-3, -1.60960333262415e-2,
]);

const ERF_DIVISOR = memory.data<f32>([
  -1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2,
]);
