import { z } from 'zod';
import type { Attribute, Shape } from './attribute.ts';
import type { Constant } from './constant.ts';
import type { Definitions, FunctionDefinition, NodeDefinition } from './definition.ts';
import { dtypeNumber } from './dtype.ts';

/*
 * TensorFlow's GraphDef as JSON, in the spelling of protobuf's JSON mapping: 64-bit integers are text, bytes are
 * base64, enums are names. Source: protobuf.dev/programming-guides/json, tfjs-converter/src/data/compiled_api.ts
 */

const integer = z.union([z.number(), z.string().regex(/^-?\d{1,20}$/)]).transform(Number);
const float = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).transform(Number);
const text = z.base64().transform((base64) => Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
const dtype = z.union([z.number(), z.string().transform(dtypeNumber)]);

export const shape = z
  .object({
    dim: z.array(z.object({ size: integer.optional() })).optional(),
    unknownRank: z.boolean().optional(),
  })
  .transform(
    ({ dim = [], unknownRank = false }): Shape => ({
      dim: dim.map(({ size = 0 }) => ({ size })),
      unknownRank,
    }),
  );

const list = z.object({
  s: z.array(text).exactOptional(),
  i: z.array(integer).exactOptional(),
  f: z.array(float).exactOptional(),
  b: z.array(z.boolean()).exactOptional(),
  type: z.array(dtype).exactOptional(),
  shape: z.array(shape).exactOptional(),
});

const attribute: z.ZodType<Attribute> = z.object({
  s: text.exactOptional(),
  i: integer.exactOptional(),
  f: float.exactOptional(),
  b: z.boolean().exactOptional(),
  type: dtype.exactOptional(),
  shape: shape.exactOptional(),
  func: z.object({ name: z.string() }).exactOptional(),
  list: list.exactOptional(),
});

const node = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attribute).default({}),
});
type Node = z.output<typeof node>;

const argument = z.object({ name: z.string() });
const definition = z.object({
  signature: z.object({
    name: z.string(),
    inputArg: z.array(argument).default([]),
    outputArg: z.array(argument).default([]),
  }),
  nodeDef: z.array(node).default([]),
  ret: z.record(z.string(), z.string()).default({}),
});

export const topology = z.object({
  node: z.array(node),
  library: z.object({ function: z.array(definition).default([]) }).optional(),
});
export type Topology = z.output<typeof topology>;

/** The graph and its functions, with the values that the manifest gives to its constants. */
export function definitionsOf(
  { node: nodes, library }: Topology,
  constants: ReadonlyMap<string, Constant>,
): Definitions {
  const functions = new Map(
    (library?.function ?? []).map((item) => [item.signature.name, toFunction(item, constants)] as const),
  );
  return {
    nodes: nodes.map((item) => toNode(item, constants)),
    findFunction: (name) => functions.get(name),
    defaults: () => new Map(),
  };
}

function toFunction(
  { signature, nodeDef, ret }: z.output<typeof definition>,
  constants: ReadonlyMap<string, Constant>,
): FunctionDefinition {
  const returned = new Map(Object.entries(ret));
  return {
    name: signature.name,
    inputs: signature.inputArg.map(({ name }) => name),
    outputs: signature.outputArg.map(({ name }) => returned.get(name) ?? ''),
    nodes: nodeDef.map((item) => toNode(item, constants)),
  };
}

function toNode({ name, op, input, attr }: Node, constants: ReadonlyMap<string, Constant>): NodeDefinition {
  const value = constants.get(name);
  const attributes = new Map(Object.entries(attr));
  return { name, op, inputs: input, attributes, ...(value && { constant: () => value }) };
}
