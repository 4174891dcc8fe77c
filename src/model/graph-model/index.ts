import { z } from 'zod';
import { isObject, type Json, parseJson } from '../config/json.ts';
import { damaged, notAModel } from '../formats/stored.ts';
import { weightsManifest } from '../formats/tfjs-manifest.ts';
import { refuseForbidden } from './allowed.ts';
import type { Shape } from './attribute.ts';
import type { Constant } from './constant.ts';
import type { Definitions, NodeDefinition } from './definition.ts';
import { dtypeNumber, dtypeOf } from './dtype.ts';
import { invalidGraph, shown, unsupported } from './failure.ts';
import { inline, nameIn } from './inline.ts';
import { readManifest } from './manifest.ts';
import { placeholder } from './operation.ts';
import { raiseLoops } from './raise-loops.ts';
import { type GraphInputs, type GraphVariable, type LoadedGraph, loadGraph } from './root.ts';
import { definitionsOf, shape, topology } from './topology.ts';

const tensorInfo = z.object({
  name: z.string(),
  dtype: z.union([z.number(), z.string().transform(dtypeNumber)]).optional(),
  tensorShape: shape.optional(),
});
const signature = z.object({
  inputs: z.record(z.string(), tensorInfo).default({}),
  outputs: z.record(z.string(), tensorInfo).default({}),
});
type Signature = z.output<typeof signature>;

const modelJson = z.object({
  modelTopology: topology,
  weightsManifest,
  signature: signature.optional(),
  userDefinedMetadata: z.object({ signature: signature.optional() }).optional(),
  modelInitializer: z.object({ node: z.array(z.unknown()).default([]) }).optional(),
});

/**
 * A TensorFlow.js GraphModel: `model.json`, with a frozen graph in it, and its shards.
 * Source: tfjs-core/src/io/types.ts `ModelJSON`, tfjs-converter/src/executor/graph_model.ts
 *
 * @param files - by path relative to the model's folder
 * @param what - the name of `model.json`
 * @throws {FivefoldError} model/damaged, model/op-forbidden, model/op-unsupported, model/too-large, …
 */
export async function readGraphModel(
  files: ReadonlyMap<string, Uint8Array>,
  what: string,
): Promise<LoadedGraph> {
  const { modelTopology, weightsManifest: manifest, ...rest } = parse(files, what);
  const constants = readManifest(manifest, files, what);
  const definitions = raiseLoops(definitionsOf(modelTopology, constants));
  for (const { op, name } of definitions.nodes) refuseForbidden(op, name);
  if (rest.modelInitializer?.node.length) throw unsupported('modelInitializer', what, 'which fills tables');
  const stated = rest.signature ?? rest.userDefinedMetadata?.signature;
  const inputs = inputsOf(definitions, stated);
  const variables = variablesOf(definitions, constants);
  const known = new Map(
    [...inputs, ...variables].map(({ operation }) => [operation.name, operation] as const),
  );
  return loadGraph({
    className: 'GraphModel',
    format: 'TensorFlow.js graph model',
    inputs,
    variables,
    outputs: inline(definitions, outputsOf(definitions, stated), known),
  });
}

/** True for the `model.json` of a GraphModel, false for a LayersModel's. */
export function isGraphModel(json: Json): boolean {
  const graph = isObject(json) ? json.modelTopology : undefined;
  return isObject(graph) && 'node' in graph;
}

function parse(files: ReadonlyMap<string, Uint8Array>, what: string): z.output<typeof modelJson> {
  const bytes = files.get(what);
  if (bytes === undefined) throw damaged(what, 'is missing');
  const json = parseJson(new TextDecoder().decode(bytes), what);
  if (!isGraphModel(json)) throw notAGraphModel(what);
  const parsed = modelJson.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(what, `is no valid graph model at ${shown(issue?.path.join('.') ?? '')}`, parsed.error);
}

/** By the signature, or else every placeholder. */
function inputsOf({ nodes }: Definitions, stated: Signature | undefined): GraphInputs {
  const entries = Object.entries(stated?.inputs ?? {});
  if (entries.length > 0) {
    return entries.map(([key, { name, dtype, tensorShape }]) =>
      toInput(key, nameIn(name), dtype, tensorShape),
    );
  }
  return nodes
    .filter(({ op }) => op === 'Placeholder')
    .map(({ name, attributes }) =>
      toInput(name, name, attributes.get('dtype')?.type, attributes.get('shape')?.shape),
    );
}

const DT_FLOAT = 1;

function toInput(name: string, node: string, dtype = DT_FLOAT, stated?: Shape): GraphInputs[number] {
  const sizes = stated?.dim.map(({ size }) => (size < 0 ? null : size));
  return {
    name,
    operation: placeholder(node),
    dtype: dtypeOf(dtype)?.name ?? 'text',
    shape: stated?.unknownRank ? undefined : sizes,
  };
}

/** By the signature, or else what no other node uses. */
function outputsOf({ nodes }: Definitions, stated: Signature | undefined): readonly string[] {
  const named = Object.values(stated?.outputs ?? {}).map(({ name }) => name);
  if (named.length > 0) return named;
  const used = new Set(nodes.flatMap(({ inputs }) => inputs.map((input) => nameIn(input.replace('^', '')))));
  const last = nodes.filter(({ name, op }) => !used.has(name) && op !== 'NoOp');
  if (last.length === 0) throw invalidGraph('The graph has no node that would be its result.');
  return last.map(({ name }) => name);
}

/** A frozen graph does not tell variables from constants: what is float32 counts as one. */
function variablesOf({ nodes }: Definitions, constants: ReadonlyMap<string, Constant>): GraphVariable[] {
  return nodes.flatMap(({ name, op }: NodeDefinition) => {
    const value = op === 'Const' ? constants.get(name) : undefined;
    if (value?.dtype !== 'float32') return [];
    return [{ name, trainable: true, value, operation: placeholder(name) }];
  });
}

function notAGraphModel(what: string) {
  return notAModel(
    what,
    'is not a TensorFlow.js graph model',
    'Convert the model with tensorflowjs_converter, or submit the `.keras` file itself.',
  );
}
