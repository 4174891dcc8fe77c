import { MAX_GRAPH_NODES } from '../../domain/limits.ts';
import { labelOf, layerError } from '../failure.ts';
import { callKey, type Graph, type GraphInput, type LayerLabel, type Step, TensorRef } from '../graph.ts';
import { declaredInput } from './input-shape.ts';
import { invalidConfig, isList, isObject, type Json, type JsonObject } from './json.ts';
import type { BuildContext } from './layer-config.ts';
import type { Listed } from './model.ts';
import { type NodeReader, readNode } from './nodes.ts';
import { inOrder } from './order.ts';

/** A Functional model's calls, ordered, without those that no output needs. */
export function functionalGraph(
  label: LayerLabel,
  listed: readonly Listed[],
  options: JsonObject,
  { kerasMajor }: BuildContext,
): Graph {
  const byName = new Map(listed.map((entry) => [entry.serialised.name ?? entry.layer.name, entry]));
  const reader: NodeReader = {
    model: label,
    isLayer: (name) => byName.has(name),
    isModel: (name) => byName.get(name)?.layer.graph !== undefined,
  };
  const steps = listed.flatMap((entry) => stepsOf(entry, reader));
  if (steps.length > MAX_GRAPH_NODES) throw tooManyCalls(label, steps.length);
  const inputs = refsIn(options.input_layers, label).map((ref) => inputAt(ref, byName, label));
  const outputs = refsIn(options.output_layers, label).map((ref) => {
    const layer = byName.get(ref.layer)?.layer;
    const countsOwnNode =
      layer?.graph !== undefined && (kerasMajor === 2 || layer.className !== 'Sequential');
    return countsOwnNode ? new TensorRef(ref.layer, Math.max(ref.call - 1, 0), ref.tensor) : ref;
  });
  if (outputs.length === 0) throw invalidConfig(`${labelOf(label)} has no outputs.`, label.name);
  return { inputs, outputs, steps: inOrder(label, steps, inputs, outputs) };
}

function stepsOf({ layer, serialised }: Listed, reader: NodeReader): Step[] {
  const nodes = serialised.inbound_nodes;
  const name = nameOf(serialised, layer);
  if (!isList(nodes)) return [];
  return nodes.map((node, i) => ({ layer, key: callKey(name, i), ...readNode(node, reader) }));
}

function nameOf(serialised: JsonObject, layer: LayerLabel): string {
  const name = serialised.name;
  return typeof name === 'string' ? name : layer.name;
}

/** `["x", 0, 0]`, lists of these, or a record of these. */
function refsIn(written: Json | undefined, label: LayerLabel): TensorRef[] {
  if (isObject(written)) return Object.values(written).flatMap((item) => refsIn(item, label));
  if (!isList(written))
    throw invalidConfig(`${labelOf(label)} does not say what its inputs and outputs are.`);
  const [name, call, tensor] = written;
  if (typeof name !== 'string') return written.flatMap((item) => refsIn(item, label));
  if (typeof call !== 'number' || typeof tensor !== 'number') {
    throw invalidConfig(`${labelOf(label)} names an input or output of layer "${name}" without its numbers.`);
  }
  return [new TensorRef(name, call, tensor)];
}

function inputAt(ref: TensorRef, byName: ReadonlyMap<Json, Listed>, label: LayerLabel): GraphInput {
  const entry = byName.get(ref.layer);
  if (entry === undefined) {
    throw invalidConfig(`${labelOf(label)} has the input "${ref.layer}", which is none of its layers.`);
  }
  return { name: ref.layer, ref, ...declaredInput(entry.serialised) };
}

function tooManyCalls(label: LayerLabel, calls: number) {
  const message = `calls its layers ${calls} times; the limit is ${MAX_GRAPH_NODES}.`;
  return layerError('model/too-large', label, message, 'Submit a smaller model.');
}
