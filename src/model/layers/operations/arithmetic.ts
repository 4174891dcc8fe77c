import { ACTIVATION, COMBINATION } from '../../../kernels/exports.ts';
import {
  lowerBinary,
  lowerCast,
  lowerHandOn,
  lowerNotEqual,
  lowerUnary,
} from '../../plan/lower/operations.ts';
import { later, tf } from '../../tf.ts';
import type { OperationArguments, Tensor } from './arguments.ts';
import { float, keepingType, lowered, type Operation, operation } from './operation.ts';

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
  Add: lowered(binary(later('add')), lowerBinary(COMBINATION.add)),
  Subtract: lowered(binary(later('sub')), lowerBinary(COMBINATION.subtract)),
  Multiply: lowered(binary(later('mul')), lowerBinary(COMBINATION.multiply)),
  Divide: lowered(binary(later('div'), false), lowerBinary(COMBINATION.divide)),
  TrueDivide: lowered(binary(later('div'), false), lowerBinary(COMBINATION.divide)),
  DivideNoNan: binary(later('divNoNan'), false),
  FloorDivide: binary((a, b) => tf.floor(tf.div(a, b))),
  Mod: binary(modulo),
  Fmod: binary((a, b) => tf.sub(a, tf.mul(b, truncate(tf.div(a, b))))),
  Power: binary(later('pow')),
  Maximum: lowered(binary(later('maximum')), lowerBinary(COMBINATION.maximum)),
  Minimum: lowered(binary(later('minimum')), lowerBinary(COMBINATION.minimum)),
  Fmax: binary(later('maximum')),
  Fmin: binary(later('minimum')),
  SquaredDifference: binary(later('squaredDifference')),
  Arctan2: binary(later('atan2'), false),
  Hypot: binary((a, b) => tf.sqrt(tf.add(tf.square(a), tf.square(b))), false),
  Logaddexp: binary(logAddExp, false),
  Heaviside: binary((a, b) => tf.where(tf.equal(a, 0), tf.broadcastTo(b, a.shape), tf.step(a)), false),

  Equal: comparison(later('equal')),
  NotEqual: lowered(comparison(later('notEqual')), lowerNotEqual),
  Greater: comparison(later('greater')),
  GreaterEqual: comparison(later('greaterEqual')),
  Less: comparison(later('less')),
  LessEqual: comparison(later('lessEqual')),
  LogicalAnd: logical(later('logicalAnd')),
  LogicalOr: logical(later('logicalOr')),
  LogicalXor: logical(later('logicalXor')),
  LogicalNot: operation(NUMPY, 'x', (given) => tf.logicalNot(truth(given.tensor('x')))),
  Isnan: unary(later('isNaN')),
  Isinf: unary(later('isInf')),
  Isfinite: unary(later('isFinite')),
  Where: operation(NUMPY, 'condition x1 x2', where),

  Absolute: lowered(whole(later('abs')), lowerUnary(ACTIVATION.abs)),
  Fabs: unary(later('abs')),
  Negative: lowered(whole(later('neg')), lowerUnary(ACTIVATION.negative)),
  Square: lowered(whole(later('square')), lowerUnary(ACTIVATION.square)),
  Sign: whole(later('sign')),
  Floor: whole(later('floor')),
  Ceil: whole(later('ceil')),
  Trunc: whole(truncate),
  Round: operation(NUMPY, 'x', round),
  Clip: operation(NUMPY, 'x x_min x_max', clip),
  NanToNum: operation(NUMPY, 'x', nanToNum),

  Exp: lowered(unary(later('exp')), lowerUnary(ACTIVATION.exponential)),
  Exp2: unary((x) => tf.pow(2, x)),
  Expm1: unary(later('expm1')),
  Log: unary(later('log')),
  Log1p: unary(later('log1p')),
  Log2: unary((x) => tf.div(tf.log(x), Math.LN2)),
  Log10: unary((x) => tf.div(tf.log(x), Math.LN10)),
  Sqrt: lowered(unary(later('sqrt')), lowerUnary(ACTIVATION.sqrt)),
  Rsqrt: unary(later('rsqrt'), 'ops/math.py'),
  Cbrt: unary((x) => tf.mul(tf.sign(x), tf.pow(tf.abs(x), 1 / 3))),
  Reciprocal: unary(later('reciprocal')),
  Sin: unary(later('sin')),
  Cos: unary(later('cos')),
  Tan: unary(later('tan')),
  Arcsin: unary(later('asin')),
  Arccos: unary(later('acos')),
  Arctan: unary(later('atan')),
  Sinh: unary(later('sinh')),
  Cosh: unary(later('cosh')),
  Tanh: lowered(unary(later('tanh')), lowerUnary(ACTIVATION.tanh)),
  Arcsinh: unary(later('asinh')),
  Arccosh: unary(later('acosh')),
  Arctanh: unary(later('atanh')),
  Deg2rad: unary((x) => tf.mul(x, Math.PI / 180)),
  Rad2deg: unary((x) => tf.mul(x, 180 / Math.PI)),
  Erf: unary(later('erf'), 'ops/math.py'),
  Erfc: unary((x) => tf.sub(1, tf.erf(x)), 'ops/math.py'),

  Cast: lowered(inType('ops/core.py'), lowerCast),
  SaturateCast: inType('ops/core.py'),
  ConvertToTensor: lowered(inType('ops/core.py'), lowerCast),
  Array: inType(NUMPY),
  StopGradient: lowered(handOn('ops/core.py', 'variable'), lowerHandOn('variable')),
  Copy: lowered(handOn(NUMPY), lowerHandOn('x')),
  Real: handOn(NUMPY),
  Conjugate: handOn(NUMPY),
} as const satisfies Record<string, Operation>;
