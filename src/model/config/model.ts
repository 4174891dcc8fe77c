import { runGraph } from '../executor.ts';
import { labelOf } from '../failure.ts';
import {
  type Call,
  type Child,
  type Graph,
  isValue,
  type Layer,
  type LayerLabel,
  type Value,
} from '../graph.ts';
import { Weights } from '../weights.ts';
import { functionalGraph } from './functional.ts';
import { invalidConfig, isList, type Json, type JsonObject } from './json.ts';
import type { BuildContext } from './layer-config.ts';
import { numbered } from './names.ts';
import { sequentialGraph } from './sequential.ts';
import { leavesOf } from './tree.ts';

/** A layer as a model's config lists it, built. */
export interface Listed {
  readonly layer: Layer;
  /** As written, with `inbound_nodes` where the model is Functional. */
  readonly serialised: JsonObject;
}

const MODEL_CLASSES: readonly string[] = ['Sequential', 'Functional', 'Model'];

/** Is it a model that its config describes in full? Subclassed models carry no layers. */
export function isModelClass(className: string, options: JsonObject): boolean {
  return MODEL_CLASSES.includes(className) && isList(options.layers);
}

/**
 * A Sequential or Functional model as a layer. Source: keras/src/models/functional.py, sequential.py
 *
 * @throws {FivefoldError} model/config-invalid and whatever its layers throw
 */
export function buildModel(label: LayerLabel, options: JsonObject, context: BuildContext): Layer {
  const listed = (options.layers as readonly Json[]).map((serialised) => ({
    layer: context.build(serialised, context),
    serialised: serialised as JsonObject,
  }));
  const isSequential = label.className === 'Sequential';
  const graph = isSequential
    ? sequentialGraph(label, listed, options)
    : functionalGraph(label, listed, options, context);
  return {
    ...label,
    trainable: options.trainable !== false,
    trains: listed.some(({ layer }) => layer.trains === true),
    slots: [],
    children: childrenOf(listed, isSequential),
    weights: new Weights(),
    graph,
    call: (call) => runGraph(graph, inputsOf(call, graph, label)),
  };
}

/** A Sequential hides its InputLayer, also when layers are counted. */
function childrenOf(listed: readonly Listed[], isSequential: boolean): Child[] {
  const layers = listed.map(({ layer }) => layer);
  const saved = isSequential ? layers.filter(({ className }) => className !== 'InputLayer') : layers;
  const paths = numbered(saved.map(({ className }) => className));
  return saved.map((layer, i) => ({ path: `layers/${paths[i]}`, layer }));
}

function inputsOf({ args }: Call, graph: Graph, label: LayerLabel): readonly Value[] {
  const values = leavesOf<Value>(args, isValue);
  if (values.length === graph.inputs.length) return values;
  throw invalidConfig(
    `${labelOf(label)} has ${graph.inputs.length} inputs and is called with ${values.length}.`,
    label.name,
  );
}
