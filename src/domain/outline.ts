import type { RowShape } from './tensor.ts';

/** One layer of a model, as a picture shows it. */
export interface OutlineLayer {
  /** The candidate's, cut. */
  readonly name: string;
  readonly className: string;
  /** Without the batch dimension; `null` varies with the input; absent where it is not known. */
  readonly output?: RowShape;
  readonly parameters: number;
  /**
   * Places of the layers whose output it takes, all before its own. Of a layer inside another model, the place of that
   * model stands for what the model is given.
   */
  readonly from: readonly number[];
  /** Place of the model that it is part of, before its own; absent at the top. */
  readonly inside?: number;
}

/** The layers of a model, each behind those that it takes its input from. */
export interface Outline {
  readonly layers: readonly OutlineLayer[];
  /** Layers that are left out, because there are too many. */
  readonly more: number;
}
