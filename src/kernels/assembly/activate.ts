import * as f from './activations';
import { PAIR, PANEL, VECTOR } from './layout';
import { loadPart, splat, storePart } from './vector';

/** In the order of `ACTIVATION` in exports.ts. */
export function activate(code: i32, x: usize, count: i32, out: usize, alpha: f32): void {
  switch (code) {
    case 0: return each<f.Linear>(x, count, out, alpha);
    case 1: return each<f.Relu>(x, count, out, alpha);
    case 2: return each<f.Relu6>(x, count, out, alpha);
    case 3: return each<f.LeakyRelu>(x, count, out, alpha);
    case 4: return each<f.Elu>(x, count, out, alpha);
    case 5: return each<f.Selu>(x, count, out, alpha);
    case 6: return each<f.Celu>(x, count, out, alpha);
    case 7: return each<f.Sigmoid>(x, count, out, alpha);
    case 8: return each<f.Tanh>(x, count, out, alpha);
    case 9: return each<f.HardSigmoid2>(x, count, out, alpha);
    case 10: return each<f.HardSigmoid3>(x, count, out, alpha);
    case 11: return each<f.Softplus>(x, count, out, alpha);
    case 12: return each<f.Softsign>(x, count, out, alpha);
    case 13: return each<f.Exponential>(x, count, out, alpha);
    case 14: return each<f.Silu>(x, count, out, alpha);
    case 15: return each<f.HardSilu>(x, count, out, alpha);
    case 16: return each<f.Gelu>(x, count, out, alpha);
    case 17: return each<f.GeluTanh>(x, count, out, alpha);
    case 18: return each<f.Mish>(x, count, out, alpha);
    case 19: return each<f.LogSigmoid>(x, count, out, alpha);
    case 20: return each<f.HardTanh>(x, count, out, alpha);
    case 21: return each<f.TanhShrink>(x, count, out, alpha);
    case 22: return each<f.SoftShrink>(x, count, out, alpha);
    case 23: return each<f.HardShrink>(x, count, out, alpha);
    case 24: return each<f.Squareplus>(x, count, out, alpha);
    case 25: return each<f.SparsePlus>(x, count, out, alpha);
    case 26: return each<f.SparseSigmoid>(x, count, out, alpha);
    case 27: return each<f.Threshold>(x, count, out, alpha);
    case 28: return each<f.Abs>(x, count, out, alpha);
    case 29: return each<f.Square>(x, count, out, alpha);
    case 30: return each<f.Sqrt>(x, count, out, alpha);
    case 31: return each<f.Negative>(x, count, out, alpha);
    default: unreachable();
  }
}

/** The α of a function that a recurrent layer names without one: Keras's defaults. */
export function defaultAlpha(code: i32): f32 {
  if (code == 3) return 0.2;
  if (code == 22 || code == 23) return 0.5;
  if (code == 24) return 4;
  if (code == 27) return 0;
  return 1;
}

function each<F>(x: usize, count: i32, out: usize, alpha: f32): void {
  // Nothing of it is read: the class stands for its one method.
  const func = changetype<F>(0);
  const a = splat(alpha);
  for (; count >= PANEL; count -= PANEL) {
    const left = func.apply(v128.load(x), a);
    const right = func.apply(v128.load(x, VECTOR), a);
    v128.store(out, left);
    v128.store(out, right, VECTOR);
    x += PAIR;
    out += PAIR;
  }
  if (count >= 4) {
    v128.store(out, func.apply(v128.load(x), a));
    x += VECTOR;
    out += VECTOR;
    count -= 4;
  }
  if (count > 0) storePart(out, func.apply(loadPart(x, count), a), count);
}
