import * as tf from '@tensorflow/tfjs-core';
import type { OperationArguments, Tensor } from './arguments.ts';
import { float, keepingType, type Operation, operation } from './operation.ts';

const NUMPY = 'ops/numpy.py';

/** f(x) in float32 */
export const unary = (compute: (x: Tensor) => Tensor, source = NUMPY): Operation =>
  operation(source, 'x', (given) => compute(float(given.tensor('x'))));

/** f(x), whole for whole numbers */
const whole = (compute: (x: Tensor) => Tensor): Operation =>
  operation(NUMPY, 'x', (given) => keepingType(given.tensor('x'), compute));

const isWhole = (x: Tensor): boolean => x.dtype !== 'float32';

/** f(a, b) in float32; whole for whole numbers where `kept` */
const binary = (compute: (a: Tensor, b: Tensor) => Tensor, kept = true): Operation =>
  operation(NUMPY, 'x1 x2', (given) => {
    const [a, b] = [given.tensor('x1'), given.tensor('x2')];
    const result = compute(float(a), float(b));
    return kept && isWhole(a) && isWhole(b) ? tf.cast(result, 'int32') : result;
  });

/** f(a, b), true or false */
const comparison = (compare: (a: Tensor, b: Tensor) => Tensor): Operation => binary(compare, false);

const truth = (x: Tensor): Tensor => (x.dtype === 'bool' ? x : tf.notEqual(float(x), 0));

const logical = (combine: (a: Tensor, b: Tensor) => Tensor): Operation =>
  operation(NUMPY, 'x1 x2', (given) => combine(truth(given.tensor('x1')), truth(given.tensor('x2'))));

const handOn = (source: string, parameter = 'x'): Operation =>
  operation(source, parameter, (given) => given.tensor(parameter));

const inType = (source: string): Operation =>
  operation(source, 'x', (given) => {
    const x = given.tensor('x');
    const type = given.type('dtype');
    if (type === undefined || type === x.dtype) return x;
    return type === 'bool' ? truth(x) : tf.cast(x, type);
  });

/** Towards minus infinity, with the sign of the divisor, as Python. */
const modulo = (a: Tensor, b: Tensor): Tensor => tf.sub(a, tf.mul(b, tf.floor(tf.div(a, b))));

const truncate = (x: Tensor): Tensor => tf.mul(tf.sign(x), tf.floor(tf.abs(x)));

/** log(eᵃ + eᵇ), which overflows nowhere */
const logAddExp = (a: Tensor, b: Tensor): Tensor =>
  tf.add(tf.maximum(a, b), tf.log1p(tf.exp(tf.neg(tf.abs(tf.sub(a, b))))));

function clip(given: OperationArguments): Tensor {
  const [low, high] = [given.find('x_min'), given.find('x_max')];
  return keepingType(given.tensor('x'), (x) => {
    const above = low === undefined ? x : tf.maximum(x, float(low));
    return high === undefined ? above : tf.minimum(above, float(high));
  });
}

function round(given: OperationArguments): Tensor {
  const factor = 10 ** given.integer('decimals', 0);
  const x = given.tensor('x');
  if (isWhole(x)) return x;
  return factor === 1 ? tf.round(x) : tf.div(tf.round(tf.mul(x, factor)), factor);
}

function where(given: OperationArguments): Tensor {
  const condition = truth(given.tensor('condition'));
  const [a, b] = [given.tensor('x1'), given.tensor('x2')];
  const result = tf.where(condition, float(a), float(b));
  return isWhole(a) && isWhole(b) ? tf.cast(result, 'int32') : result;
}

/** ±∞ as the largest float32, NaN as 0, unless other numbers are given */
function nanToNum(given: OperationArguments): Tensor {
  const x = float(given.tensor('x'));
  const largest = 3.4028234663852886e38;
  const finite = tf.where(tf.isNaN(x), tf.fill(x.shape, given.number('nan', 0)), x);
  const high = given.number('posinf', largest);
  const low = given.number('neginf', -largest);
  const infinite = tf.where(tf.greater(x, 0), tf.fill(x.shape, high), tf.fill(x.shape, low));
  return tf.where(tf.isInf(x), infinite, finite);
}

/** Element by element. */
export const ARITHMETIC = {
  Add: binary(tf.add),
  Subtract: binary(tf.sub),
  Multiply: binary(tf.mul),
  Divide: binary(tf.div, false),
  TrueDivide: binary(tf.div, false),
  DivideNoNan: binary(tf.divNoNan, false),
  FloorDivide: binary((a, b) => tf.floor(tf.div(a, b))),
  Mod: binary(modulo),
  Fmod: binary((a, b) => tf.sub(a, tf.mul(b, truncate(tf.div(a, b))))),
  Power: binary(tf.pow),
  Maximum: binary(tf.maximum),
  Minimum: binary(tf.minimum),
  Fmax: binary(tf.maximum),
  Fmin: binary(tf.minimum),
  SquaredDifference: binary(tf.squaredDifference),
  Arctan2: binary(tf.atan2, false),
  Hypot: binary((a, b) => tf.sqrt(tf.add(tf.square(a), tf.square(b))), false),
  Logaddexp: binary(logAddExp, false),
  Heaviside: binary((a, b) => tf.where(tf.equal(a, 0), tf.broadcastTo(b, a.shape), tf.step(a)), false),

  Equal: comparison(tf.equal),
  NotEqual: comparison(tf.notEqual),
  Greater: comparison(tf.greater),
  GreaterEqual: comparison(tf.greaterEqual),
  Less: comparison(tf.less),
  LessEqual: comparison(tf.lessEqual),
  LogicalAnd: logical(tf.logicalAnd),
  LogicalOr: logical(tf.logicalOr),
  LogicalXor: logical(tf.logicalXor),
  LogicalNot: operation(NUMPY, 'x', (given) => tf.logicalNot(truth(given.tensor('x')))),
  Isnan: unary(tf.isNaN),
  Isinf: unary(tf.isInf),
  Isfinite: unary(tf.isFinite),
  Where: operation(NUMPY, 'condition x1 x2', where),

  Absolute: whole(tf.abs),
  Fabs: unary(tf.abs),
  Negative: whole(tf.neg),
  Square: whole(tf.square),
  Sign: whole(tf.sign),
  Floor: whole(tf.floor),
  Ceil: whole(tf.ceil),
  Trunc: whole(truncate),
  Round: operation(NUMPY, 'x', round),
  Clip: operation(NUMPY, 'x x_min x_max', clip),
  NanToNum: operation(NUMPY, 'x', nanToNum),

  Exp: unary(tf.exp),
  Exp2: unary((x) => tf.pow(2, x)),
  Expm1: unary(tf.expm1),
  Log: unary(tf.log),
  Log1p: unary(tf.log1p),
  Log2: unary((x) => tf.div(tf.log(x), Math.LN2)),
  Log10: unary((x) => tf.div(tf.log(x), Math.LN10)),
  Sqrt: unary(tf.sqrt),
  Rsqrt: unary(tf.rsqrt, 'ops/math.py'),
  Cbrt: unary((x) => tf.mul(tf.sign(x), tf.pow(tf.abs(x), 1 / 3))),
  Reciprocal: unary(tf.reciprocal),
  Sin: unary(tf.sin),
  Cos: unary(tf.cos),
  Tan: unary(tf.tan),
  Arcsin: unary(tf.asin),
  Arccos: unary(tf.acos),
  Arctan: unary(tf.atan),
  Sinh: unary(tf.sinh),
  Cosh: unary(tf.cosh),
  Tanh: unary(tf.tanh),
  Arcsinh: unary(tf.asinh),
  Arccosh: unary(tf.acosh),
  Arctanh: unary(tf.atanh),
  Deg2rad: unary((x) => tf.mul(x, Math.PI / 180)),
  Rad2deg: unary((x) => tf.mul(x, 180 / Math.PI)),
  Erf: unary(tf.erf, 'ops/math.py'),
  Erfc: unary((x) => tf.sub(1, tf.erf(x)), 'ops/math.py'),

  Cast: inType('ops/core.py'),
  SaturateCast: inType('ops/core.py'),
  ConvertToTensor: inType('ops/core.py'),
  Array: inType(NUMPY),
  StopGradient: handOn('ops/core.py', 'variable'),
  Copy: handOn(NUMPY),
  Real: handOn(NUMPY),
  Conjugate: handOn(NUMPY),
} as const satisfies Record<string, Operation>;
