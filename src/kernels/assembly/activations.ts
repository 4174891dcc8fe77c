import { exp, expMinusOne, logOnePlus } from './exponential';
import { erf, sigmoid, tanh } from './sigmoid';
import { add, atLeast, atMost, clamp, div, madd, mul, select, splat, sub } from './vector';

/*
 * Every function that a layer may apply to single numbers, each a class so that `each<Tanh>` is compiled to one loop of its own.
 * Source: keras/src/activations/activations.py, keras/src/ops/nn.py
 */

@inline function zero(): v128 {
  return splat(0);
}

@inline function isPositive(x: v128): v128 {
  return f32x4.gt(x, zero());
}

export class Linear {
  @inline apply(x: v128, _alpha: v128): v128 { return x; }
}

export class Relu {
  @inline apply(x: v128, _alpha: v128): v128 { return atLeast(x, zero()); }
}

export class Relu6 {
  @inline apply(x: v128, _alpha: v128): v128 { return clamp(x, zero(), splat(6)); }
}

export class LeakyRelu {
  @inline apply(x: v128, alpha: v128): v128 { return select(isPositive(x), x, mul(alpha, x)); }
}

export class Elu {
  @inline apply(x: v128, alpha: v128): v128 {
    return select(isPositive(x), x, mul(alpha, expMinusOne(atMost(x, zero()))));
  }
}

export class Selu {
  @inline apply(x: v128, _alpha: v128): v128 {
    const negative = mul(splat(1.6732632423543772), expMinusOne(atMost(x, zero())));
    return mul(splat(1.0507009873554805), select(isPositive(x), x, negative));
  }
}

export class Celu {
  @inline apply(x: v128, alpha: v128): v128 {
    return select(isPositive(x), x, mul(alpha, expMinusOne(div(atMost(x, zero()), alpha))));
  }
}

export class Sigmoid {
  @inline apply(x: v128, _alpha: v128): v128 { return sigmoid(x); }
}

export class Tanh {
  @inline apply(x: v128, _alpha: v128): v128 { return tanh(x); }
}

export class HardSigmoid2 {
  @inline apply(x: v128, _alpha: v128): v128 {
    return clamp(madd(x, splat(0.2), splat(0.5)), zero(), splat(1));
  }
}

@inline function hardSigmoid3(x: v128): v128 {
  return div(clamp(add(x, splat(3)), zero(), splat(6)), splat(6));
}

export class HardSigmoid3 {
  @inline apply(x: v128, _alpha: v128): v128 { return hardSigmoid3(x); }
}

/** max(x, 0) + log(1 + e^−|x|), which overflows nowhere. */
@inline function softplus(x: v128): v128 {
  return add(atLeast(x, zero()), logOnePlus(exp(f32x4.neg(f32x4.abs(x)))));
}

export class Softplus {
  @inline apply(x: v128, _alpha: v128): v128 { return softplus(x); }
}

export class Softsign {
  @inline apply(x: v128, _alpha: v128): v128 { return div(x, add(f32x4.abs(x), splat(1))); }
}

export class Exponential {
  @inline apply(x: v128, _alpha: v128): v128 { return exp(x); }
}

export class Silu {
  @inline apply(x: v128, _alpha: v128): v128 { return mul(x, sigmoid(x)); }
}

export class HardSilu {
  @inline apply(x: v128, _alpha: v128): v128 { return mul(x, hardSigmoid3(x)); }
}

export class Gelu {
  @inline apply(x: v128, _alpha: v128): v128 {
    return mul(mul(splat(0.5), x), add(splat(1), erf(mul(x, splat(0.7071067811865476)))));
  }
}

export class GeluTanh {
  @inline apply(x: v128, _alpha: v128): v128 {
    const cubic = madd(mul(mul(x, x), x), splat(0.044715), x);
    return mul(mul(splat(0.5), x), add(splat(1), tanh(mul(cubic, splat(0.7978845608028654)))));
  }
}

export class Mish {
  @inline apply(x: v128, _alpha: v128): v128 { return mul(x, tanh(softplus(x))); }
}

export class LogSigmoid {
  @inline apply(x: v128, _alpha: v128): v128 { return f32x4.neg(softplus(f32x4.neg(x))); }
}

export class HardTanh {
  @inline apply(x: v128, _alpha: v128): v128 { return clamp(x, splat(-1), splat(1)); }
}

export class TanhShrink {
  @inline apply(x: v128, _alpha: v128): v128 { return sub(x, tanh(x)); }
}

export class SoftShrink {
  @inline apply(x: v128, alpha: v128): v128 {
    return sub(atLeast(sub(x, alpha), zero()), atLeast(sub(f32x4.neg(x), alpha), zero()));
  }
}

export class HardShrink {
  @inline apply(x: v128, alpha: v128): v128 { return select(f32x4.gt(f32x4.abs(x), alpha), x, zero()); }
}

export class Squareplus {
  @inline apply(x: v128, alpha: v128): v128 {
    return mul(splat(0.5), add(x, f32x4.sqrt(madd(x, x, alpha))));
  }
}

export class SparsePlus {
  @inline apply(x: v128, _alpha: v128): v128 {
    const root = atLeast(add(x, splat(1)), zero());
    return select(f32x4.lt(x, splat(1)), mul(splat(0.25), mul(root, root)), x);
  }
}

export class SparseSigmoid {
  @inline apply(x: v128, _alpha: v128): v128 {
    return mul(splat(0.5), add(splat(1), clamp(x, splat(-1), splat(1))));
  }
}

export class Threshold {
  @inline apply(x: v128, alpha: v128): v128 { return select(f32x4.gt(x, alpha), x, zero()); }
}

export class Abs {
  @inline apply(x: v128, _alpha: v128): v128 { return f32x4.abs(x); }
}

export class Square {
  @inline apply(x: v128, _alpha: v128): v128 { return mul(x, x); }
}

export class Sqrt {
  @inline apply(x: v128, _alpha: v128): v128 { return f32x4.sqrt(x); }
}

export class Negative {
  @inline apply(x: v128, _alpha: v128): v128 { return f32x4.neg(x); }
}
