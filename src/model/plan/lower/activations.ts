import { ACTIVATION, type ActivationCode } from '../../../kernels/index.ts';
import type { Builder } from '../builder.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import { activate, clamp, softmax } from './elementwise.ts';

export type LowerActivation = (x: Operand, plan: Builder) => Operand | undefined;

/** Keras 3's activations with the kernel's code for each, and the α that Keras gives it. */
const CODES: Readonly<Record<string, readonly [ActivationCode, alpha?: number]>> = {
  linear: [ACTIVATION.linear],
  relu: [ACTIVATION.relu],
  relu6: [ACTIVATION.relu6],
  leaky_relu: [ACTIVATION.leakyRelu, 0.2],
  elu: [ACTIVATION.elu, 1],
  selu: [ACTIVATION.selu],
  celu: [ACTIVATION.celu, 1],
  gelu: [ACTIVATION.gelu],
  sigmoid: [ACTIVATION.sigmoid],
  log_sigmoid: [ACTIVATION.logSigmoid],
  hard_sigmoid: [ACTIVATION.hardSigmoid3],
  sparse_sigmoid: [ACTIVATION.sparseSigmoid],
  tanh: [ACTIVATION.tanh],
  hard_tanh: [ACTIVATION.hardTanh],
  tanh_shrink: [ACTIVATION.tanhShrink],
  softplus: [ACTIVATION.softplus],
  sparse_plus: [ACTIVATION.sparsePlus],
  softsign: [ACTIVATION.softsign],
  soft_shrink: [ACTIVATION.softShrink, 0.5],
  hard_shrink: [ACTIVATION.hardShrink, 0.5],
  threshold: [ACTIVATION.threshold, 0],
  squareplus: [ACTIVATION.squareplus, 4],
  exponential: [ACTIVATION.exponential],
  silu: [ACTIVATION.silu],
  swish: [ACTIVATION.silu],
  hard_silu: [ACTIVATION.hardSilu],
  hard_swish: [ACTIVATION.hardSilu],
  mish: [ACTIVATION.mish],
};

/** How kernels compute an activation that is known by its name. */
export function activationByName(name: string): {
  readonly code?: ActivationCode;
  readonly lower?: LowerActivation;
} {
  if (name === 'softmax') return { lower: (x, plan) => softmaxOfRows(x, plan, 'softmax') };
  if (name === 'log_softmax') return { lower: (x, plan) => softmaxOfRows(x, plan, 'logSoftmax') };
  const [code, alpha] = (Object.hasOwn(CODES, name) ? CODES[name] : undefined) ?? [];
  return code === undefined ? {} : activationByCode(code, alpha);
}

export function activationByCode(
  code: ActivationCode,
  alpha?: number,
): { readonly code: ActivationCode; readonly lower: LowerActivation } {
  return { code, lower: (x, plan) => lowerCode(x, plan, code, alpha) };
}

function lowerCode(x: Operand, plan: Builder, code: ActivationCode, alpha?: number): Operand {
  switch (code) {
    case ACTIVATION.linear:
      return x;
    case ACTIVATION.relu:
      return clamp(plan, x, 0, Number.POSITIVE_INFINITY);
    case ACTIVATION.relu6:
      return clamp(plan, x, 0, 6);
    case ACTIVATION.hardTanh:
      return clamp(plan, x, -1, 1);
    default:
      return activate(plan, x, code, alpha);
  }
}

function softmaxOfRows(x: Operand, plan: Builder, kernel: 'softmax' | 'logSoftmax'): Operand | undefined {
  return x.shape.length === 0 ? undefined : softmax(plan, x, kernel);
}

/** A layer that is an activation and nothing else. */
export const lowerActivation: Lower<{ readonly activation: { readonly lower?: LowerActivation } }> = (
  x,
  { options, plan },
) => options.activation.lower?.(x, plan);

interface ReLUOptions {
  readonly maximum: number;
  readonly slope: number;
  readonly threshold: number;
}

export const lowerReLU: Lower<ReLUOptions> = (x, { options: { maximum, slope, threshold }, plan }) => {
  if (threshold !== 0 || maximum < 0) return undefined;
  if (slope === 0) return clamp(plan, x, 0, maximum);
  if (maximum !== Number.POSITIVE_INFINITY) return undefined;
  return activate(plan, x, ACTIVATION.leakyRelu, slope);
};

export const lowerLeakyReLU: Lower<{ readonly slope: number }> = (x, { options, plan }) =>
  activate(plan, x, ACTIVATION.leakyRelu, options.slope);

export const lowerElu: Lower<{ readonly alpha: number }> = (x, { options, plan }) =>
  activate(plan, x, ACTIVATION.elu, options.alpha);

export const lowerThreshold: Lower<{ readonly theta: number }> = (x, { options, plan }) =>
  activate(plan, x, ACTIVATION.threshold, options.theta);

/** Over the last axis, unmasked. */
export const lowerSoftmax: Lower<{ readonly axes: readonly number[] }> = (
  x,
  { options: { axes }, masks: [mask], plan },
) => {
  const [axis] = axes;
  const isLast = axes.length === 1 && (axis === -1 || axis === x.shape.length);
  return isLast && mask === undefined ? softmaxOfRows(x, plan, 'softmax') : undefined;
};
