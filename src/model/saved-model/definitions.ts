import type { Attribute, Attributes } from '../graph-model/attribute.ts';
import type { Definitions, FunctionDefinition, NodeDefinition } from '../graph-model/definition.ts';
import { toConstant } from './constant.ts';
import { type AttrValue, functionDef, functionName, type MetaGraph, type NodeProto } from './messages.ts';
import { decode } from './protobuf.ts';

const WHAT = 'saved_model.pb';

/** The graph and the functions of a SavedModel. Functions are decoded when they are called. */
export function definitionsOf({ graph, metaInfo }: MetaGraph): Definitions {
  const bodies = new Map(
    graph.library.function.map((body) => [decode(functionName, body, WHAT).signature.name, body] as const),
  );
  const decoded = new Map<string, FunctionDefinition>();
  const defaults = new Map(metaInfo.strippedOpList.op.map((op) => [op.name, defaultsOf(op.attr)] as const));
  return {
    nodes: graph.node.map(toNode),
    defaults: (op) => defaults.get(op) ?? new Map(),
    findFunction: (name) => {
      const body = bodies.get(name);
      const known = decoded.get(name) ?? (body && toFunction(body));
      if (known !== undefined) decoded.set(name, known);
      return known;
    },
  };
}

/** Saving strips default values from nodes, and puts the definitions that tell them beside the graph. */
function defaultsOf(
  attributes: readonly { readonly name: string; readonly defaultValue: AttrValue | undefined }[],
): Attributes {
  return new Map(
    attributes.flatMap(({ name, defaultValue }) =>
      defaultValue === undefined ? [] : [[name, toAttribute(defaultValue)] as const],
    ),
  );
}

function toFunction(bytes: Uint8Array): FunctionDefinition {
  const { signature, nodeDef, ret } = decode(functionDef, bytes, WHAT);
  return {
    name: signature.name,
    inputs: signature.inputArg.map(({ name }) => name),
    outputs: signature.outputArg.map(({ name }) => ret.get(name) ?? ''),
    nodes: nodeDef.map(toNode),
  };
}

function toNode({ name, op, input, attr }: NodeProto): NodeDefinition {
  const value = attr.get('value')?.tensor;
  const attributes = new Map([...attr].map(([key, item]) => [key, toAttribute(item)]));
  return { name, op, inputs: input, attributes, ...(value && { constant: () => toConstant(value, name) }) };
}

function toAttribute({ s, i, f, b, type, shape, func, list }: AttrValue): Attribute {
  const plain = { i, f, b, type, shape, func };
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(s && { s: [...s] }),
    ...(list && { list: { ...list, s: list.s.map((text) => [...text]) } }),
  };
}
