import type { Attributes } from './attribute.ts';
import type { Constant } from './constant.ts';

/** A node as a file spells it: what `NodeDef` says, whatever it was decoded from. */
export interface NodeDefinition {
  readonly name: string;
  readonly op: string;
  /** `node`, `node:1` in a graph; `argument`, `node:output:0` in a function; `^node` only orders. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
  /**
   * The value of a `Const`.
   *
   * @throws {FivefoldError} model/damaged, model/op-unsupported
   */
  readonly constant?: () => Constant;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly inputs: readonly string[];
  /** References to what it returns. */
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeDefinition[];
}

/** A graph and its library, before anything is resolved. */
export interface Definitions {
  readonly nodes: readonly NodeDefinition[];
  /** @throws {FivefoldError} model/damaged */
  findFunction(name: string): FunctionDefinition | undefined;
  /** Values of attributes that the file leaves out. */
  defaults(op: string): Attributes;
}
