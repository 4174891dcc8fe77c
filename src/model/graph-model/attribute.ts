/** The shape of a tensor in an attribute; a size of −1 varies. */
export interface Shape {
  readonly dim: readonly { readonly size: number }[];
  readonly unknownRank: boolean;
}

/** TensorFlow's `AttrValue` as TensorFlow.js reads it: text is a list of bytes, a dtype its number. */
export interface Attribute {
  readonly s?: readonly number[];
  readonly i?: number;
  readonly f?: number;
  readonly b?: boolean;
  readonly type?: number;
  readonly shape?: Shape;
  readonly func?: { readonly name: string };
  readonly list?: {
    readonly s?: readonly (readonly number[])[];
    readonly i?: readonly number[];
    readonly f?: readonly number[];
    readonly b?: readonly boolean[];
    readonly type?: readonly number[];
    readonly shape?: readonly Shape[];
  };
}

export type Attributes = ReadonlyMap<string, Attribute>;

export function textOf(attribute: Attribute | undefined): string {
  return String.fromCharCode(...(attribute?.s ?? []).slice(0, MAX_TEXT));
}

/** Longer than any equation or padding mode. */
const MAX_TEXT = 256;
