import { leavesOf, type Tree } from '../config/tree.ts';
import type { Arguments, LayerLabel } from '../graph.ts';
import type { Weights } from '../weights.ts';
import type { Builder } from './builder.ts';
import { isOperand, type Operand } from './operand.ts';

/** What says how a layer becomes kernel calls may look at beside its first input: {@link Running}, before there are numbers. */
export interface Lowering<Options> {
  readonly layer: LayerLabel;
  readonly options: Options;
  readonly weights: Weights;
  readonly inputs: readonly Operand[];
  readonly masks: readonly (Operand | undefined)[];
  readonly plan: Builder;
}

/**
 * Takes down what computes a layer, and says what it answers; nothing where kernels cannot, or where the layer itself would
 * refuse: TensorFlow.js runs it then. Masks follow by the layer's own rule, unless that is a function.
 */
export type Lower<Options> = (x: Operand, lowering: Lowering<Options>) => Operand | undefined;

interface Lowered<Options> {
  readonly lower?: Lower<Options>;
  /** Does `lower` take whole numbers? */
  readonly lowersWhole?: true;
  readonly isIdentity?: true;
  readonly inputs?: number;
  readonly mask?: unknown;
}

/** A layer's call as kernel calls, or nothing: then nothing was taken down either. */
export function lowerCall<Options>(
  definition: Lowered<Options>,
  given: Pick<Lowering<Options>, 'layer' | 'options' | 'weights' | 'plan'>,
  call: Arguments<Operand>,
): readonly Operand[] | undefined {
  const { inputs: least = 1, isIdentity, lower = isIdentity && ((x) => x) } = definition;
  const operands = operandsOf(call);
  const [x] = operands?.inputs ?? [];
  if (!lower || operands === undefined || x === undefined || operands.inputs.length < least) return undefined;
  const takesAny = isIdentity === true || definition.lowersWhole === true;
  if (!takesAny && operands.inputs.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const y = given.plan.attempt(() => lower(x, { ...given, ...operands }));
  if (y === undefined || typeof definition.mask === 'function') return y && [y];
  return [y.masked(definition.mask === 'pass' ? operands.masks[0] : undefined)];
}

/** As `definition.ts` finds tensors and masks in a call; nothing where the call says more than these. */
function operandsOf({
  args,
  kwargs,
}: Arguments<Operand>): Pick<Lowering<unknown>, 'inputs' | 'masks'> | undefined {
  const { mask: explicit, training: _, ...others } = kwargs;
  if (Object.keys(others).length > 0 || !hasOnlyOperands(args)) return undefined;
  const inputs = leavesOf<Operand>(args, isOperand);
  if (explicit === undefined || explicit === null) return { inputs, masks: inputs.map(({ mask }) => mask) };
  const given = Array.isArray(explicit) ? explicit : [explicit];
  const masks = given.map((mask) => (isOperand(mask) ? mask : undefined));
  return masks.every((mask) => mask === undefined || mask.dtype === 'bool') ? { inputs, masks } : undefined;
}

/** Beside tensors, only what says nothing: `None` and `training=False`. */
function hasOnlyOperands(tree: Tree<Operand>): boolean {
  if (Array.isArray(tree)) return tree.every(hasOnlyOperands);
  return isOperand(tree) || tree === null || tree === false;
}
