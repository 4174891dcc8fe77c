import { labelOf } from '../failure.ts';
import { type Arguments, type LayerLabel, TensorRef } from '../graph.ts';
import { invalidConfig, isList, isObject, type Json, type JsonObject } from './json.ts';
import type { Tree } from './tree.ts';

/** What is known of the layers while their calls are read. */
export interface NodeReader {
  readonly model: LayerLabel;
  isLayer(name: string): boolean;
  /** Keras 2 counts a node of their own for nested models, so that the first call from outside is number 1. */
  isModel(name: string): boolean;
}

/**
 * One call of a layer, from an element of `inbound_nodes`: Keras 3's `{args, kwargs}` or Keras 2's
 * `[[layer, node, tensor, kwargs], …]`. Source: keras/src/models/functional.py `deserialize_node`
 */
export function readNode(node: Json, reader: NodeReader): Arguments<TensorRef> {
  if (isObject(node)) return modernNode(node, reader);
  if (isList(node)) return legacyNode(node, reader);
  throw invalidNode(reader);
}

function modernNode(node: JsonObject, reader: NodeReader): Arguments<TensorRef> {
  const { args, kwargs } = node;
  if (!isList(args) || !(kwargs === undefined || isObject(kwargs))) throw invalidNode(reader);
  return {
    args: args.map((argument) => modernArgument(argument, reader)),
    kwargs: modernRecord(kwargs ?? {}, reader),
  };
}

function modernArgument(value: Json, reader: NodeReader): Tree<TensorRef> {
  if (isList(value)) return value.map((item) => modernArgument(item, reader));
  if (!isObject(value)) return value;
  if (value.class_name !== '__keras_tensor__') return modernRecord(value, reader);
  const { config } = value;
  const history = isObject(config) ? config.keras_history : undefined;
  const ref = isList(history) ? refFrom(history) : undefined;
  if (ref === undefined) throw invalidNode(reader);
  return ref;
}

function modernRecord(record: JsonObject, reader: NodeReader): { readonly [key: string]: Tree<TensorRef> } {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, modernArgument(value, reader)]),
  );
}

/** Where Keras 2 writes a constant in place of a layer's name: `["_CONSTANT_VALUE", -1, 2.0, {…}]`. */
const CONSTANT = '_CONSTANT_VALUE';

function legacyNode(node: readonly Json[], reader: NodeReader): Arguments<TensorRef> {
  const inputs = typeof node[0] === 'string' ? [node] : node;
  const refs = inputs.map((input): Tree<TensorRef> => {
    if (isList(input) && input[0] === CONSTANT) return input[2] ?? null;
    const ref = isList(input) ? refFrom(input) : undefined;
    if (ref === undefined) throw invalidNode(reader);
    return outside(ref, reader);
  });
  const last = inputs.at(-1);
  const kwargs = isList(last) ? last[3] : undefined;
  return {
    args: refs.length === 1 ? refs : [refs],
    kwargs: isObject(kwargs) ? legacyRecord(kwargs, reader) : {},
  };
}

/** Keras 2 writes a tensor among keyword arguments as a bare `[layer, node, tensor]`. */
function legacyArgument(value: Json, reader: NodeReader): Tree<TensorRef> {
  if (isObject(value)) return legacyRecord(value, reader);
  if (!isList(value)) return value;
  const ref = value.length === 3 ? refFrom(value) : undefined;
  if (ref !== undefined && reader.isLayer(ref.layer)) return outside(ref, reader);
  return value.map((item) => legacyArgument(item, reader));
}

function legacyRecord(record: JsonObject, reader: NodeReader): { readonly [key: string]: Tree<TensorRef> } {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, legacyArgument(value, reader)]),
  );
}

function outside(ref: TensorRef, reader: NodeReader): TensorRef {
  return reader.isModel(ref.layer) ? new TensorRef(ref.layer, Math.max(ref.call - 1, 0), ref.tensor) : ref;
}

function refFrom([layer, call, tensor]: readonly Json[]): TensorRef | undefined {
  if (typeof layer !== 'string' || typeof call !== 'number' || typeof tensor !== 'number') return undefined;
  return new TensorRef(layer, call, tensor);
}

function invalidNode({ model }: NodeReader) {
  return invalidConfig(
    `The config of ${labelOf(model)} connects its layers in a form that Keras does not write.`,
  );
}
