import type { Tensor } from '@tensorflow/tfjs-core';
import type { RowShape } from '../domain/tensor.ts';
import { leavesOf, type Tree } from './config/tree.ts';
import type { Cell } from './layers/recurrent/cell.ts';
import type { Vocabulary } from './layers/text/vocabulary.ts';
import type { Builder } from './plan/builder.ts';
import type { Recurrence } from './plan/lower/recurrent.ts';
import type { Operand } from './plan/operand.ts';
import type { Weights } from './weights.ts';

/** A tensor on its way through a model, with the Keras mask that travels on it (true: use this time step). */
export class Value {
  readonly tensor: Tensor;
  readonly mask: Tensor | undefined;

  constructor(tensor: Tensor, mask?: Tensor) {
    this.tensor = tensor;
    this.mask = mask;
  }
}

/** Which tensor: the `tensor`-th output of the `call`-th call of a layer. Keras's `keras_history`. */
export class TensorRef {
  readonly layer: string;
  readonly call: number;
  readonly tensor: number;

  constructor(layer: string, call: number, tensor: number) {
    this.layer = layer;
    this.call = call;
    this.tensor = tensor;
  }

  /** Names the call; layer names may hold any character, numbers hold no space. */
  get callKey(): string {
    return callKey(this.layer, this.call);
  }
}

export function callKey(layer: string, call: number): string {
  return `${call} ${layer}`;
}

export const isValue = (x: unknown): x is Value => x instanceof Value;
export const isTensorRef = (x: unknown): x is TensorRef => x instanceof TensorRef;

/** The arguments of a call, positional and named. */
export interface Arguments<Leaf> {
  readonly args: readonly Tree<Leaf>[];
  readonly kwargs: { readonly [name: string]: Tree<Leaf> };
}

export type Call = Arguments<Value>;

/** For messages: which layer, of which class. */
export interface LayerLabel {
  readonly name: string;
  readonly className: string;
}

/** One weight that a layer has. */
export interface WeightSlot {
  /** `kernel`; with the path of the part that owns it where Keras has parts: `cell/kernel`. */
  readonly name: string;
  /** Expected shape; `null` where the config does not say, `undefined` where it does not even say the rank. */
  readonly shape: RowShape | undefined;
  readonly trainable: boolean;
  /** A second copy of a weight of the layer inside, which only `.keras` files hold. It is read over. */
  readonly copy?: true;
}

/** A layer inside a layer, with its place in a `.keras` file: `forward_layer`, `layers/dense_1`. */
export interface Child {
  readonly path: string;
  readonly layer: Layer;
}

/** A layer that is ready to run once its weights are set. Shared layers are one object. */
export interface Layer extends LayerLabel {
  readonly trainable: boolean;
  /** Would it, or a layer inside, answer something else in training mode? */
  readonly trains?: boolean;
  /** In Keras's order of creation. */
  readonly slots: readonly WeightSlot[];
  readonly children: readonly Child[];
  readonly weights: Weights;
  /** Present when the layer looks terms up. */
  readonly vocabulary?: Vocabulary;
  /** Present when the layer is a model. */
  readonly graph?: Graph;
  /** Present when the layer is recurrent and has one cell. */
  recurrence?(): Recurrence;
  /** Present when the layer is a recurrent cell. */
  cells?(): readonly Cell[];
  call(call: Call): readonly Value[];
  /** The same as kernel calls, taken down in a plan; nothing where kernels cannot. */
  lower?(call: Arguments<Operand>, plan: Builder): readonly Operand[] | undefined;
}

/** One call of a layer. */
export interface Step extends Arguments<TensorRef> {
  readonly layer: Layer;
  readonly key: string;
}

/** What a model wants to be given. */
export interface GraphInput {
  readonly name: string;
  readonly ref: TensorRef;
  /** Without the batch dimension. */
  readonly shape: RowShape | undefined;
  readonly dtype: string;
}

/** A model: calls in an order in which every input exists before it is used. */
export interface Graph {
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly TensorRef[];
  readonly steps: readonly Step[];
}

/** Every tensor that a call refers to. */
export function refsOf({ args, kwargs }: Arguments<TensorRef>): TensorRef[] {
  return [...leavesOf<TensorRef>(args, isTensorRef), ...leavesOf<TensorRef>(kwargs, isTensorRef)];
}
