import { FivefoldError } from '../../domain/errors.ts';
import type { RowShape } from '../../domain/tensor.ts';
import type { Constant } from '../graph-model/constant.ts';
import type { Definitions } from '../graph-model/definition.ts';
import { dtypeOf } from '../graph-model/dtype.ts';
import { shown } from '../graph-model/failure.ts';
import { inline, nameIn } from '../graph-model/inline.ts';
import { placeholder } from '../graph-model/operation.ts';
import { type GraphInputs, type LoadedGraph, loadGraph } from '../graph-model/root.ts';
import { readBundle } from './bundle.ts';
import { definitionsOf } from './definitions.ts';
import { damaged } from './failure.ts';
import { type MetaGraph, type SignatureDef, savedModel } from './messages.ts';
import { decode } from './protobuf.ts';
import { type Captures, capturesOf } from './variables.ts';

const MODEL_FILE = 'saved_model.pb';

/**
 * A TensorFlow SavedModel, as Keras 2 saves and Keras 3 exports it: the function behind its serving signature, with the
 * values of its variables. Source: tensorflow/core/protobuf/saved_model.proto, meta_graph.proto
 *
 * @param files - by path relative to the model's folder: `saved_model.pb`, `variables/…`
 * @throws {FivefoldError} model/damaged, model/op-forbidden, model/op-unsupported, model/weights-missing,
 *   model/weights-not-finite, model/too-large, model/input-mismatch
 */
export async function readSavedModel(files: ReadonlyMap<string, Uint8Array>): Promise<LoadedGraph> {
  const bytes = files.get(MODEL_FILE);
  if (bytes === undefined) throw damaged(MODEL_FILE, 'is missing');
  const metaGraph = servingGraph(decode(savedModel, bytes, MODEL_FILE).metaGraphs);
  const signature = servingSignature(metaGraph);
  const definitions = definitionsOf(metaGraph);
  const captures = capturesOf(metaGraph.objects, () => readBundle(files), constantsOf(definitions));
  const inputs = inputsOf(signature);
  const references = [...signature.outputs.values()].map(({ name }) => name);
  const captured = capturedNodes(metaGraph, definitions, captures, new Set(references.map(nameIn)));
  const known = new Map([...inputs.map(nodeOf), ...captured]);
  return loadGraph({
    className: 'SavedModel',
    format: `TensorFlow ${shown(metaGraph.metaInfo.tensorflowVersion)} SavedModel`,
    inputs,
    variables: captures.variables,
    outputs: inline(definitions, references, known),
  });
}

/** The graph that TensorFlow Serving loads; models for other purposes have other tags. */
function servingGraph(metaGraphs: readonly MetaGraph[]): MetaGraph {
  const found = metaGraphs.find(({ metaInfo }) => metaInfo.tags.includes('serve'));
  if (found === undefined) throw damaged(MODEL_FILE, 'holds no graph that is tagged "serve"');
  return found;
}

/** Signatures that Keras writes, and one that others write when it is the only one. */
function servingSignature({ signatures }: MetaGraph): SignatureDef {
  const usable = [...signatures].filter(([name]) => !name.startsWith('__'));
  const [only] = usable.length === 1 ? usable : [];
  const found = signatures.get('serving_default') ?? signatures.get('serve') ?? only?.[1];
  if (found !== undefined && found.outputs.size > 0) return found;
  throw new FivefoldError({
    code: 'model/damaged',
    message: `${MODEL_FILE} has no serving signature, so nobody can say which of its functions predicts.`,
    hint: 'Export it with `model.export(folder)`, or submit `model.save("model.keras")`.',
    where: MODEL_FILE,
  });
}

function inputsOf({ inputs }: SignatureDef): GraphInputs {
  return [...inputs].map(([key, { name, dtype, shape }]) => ({
    name: key,
    operation: placeholder(name),
    dtype: dtypeOf(dtype)?.name ?? 'text',
    shape: shape.unknownRank ? undefined : sizesOf(shape),
  }));
}

function sizesOf({ dim }: { readonly dim: readonly { readonly size: number }[] }): RowShape {
  return dim.map(({ size }) => (size < 0 ? null : size));
}

function nodeOf({ operation }: GraphInputs[number]) {
  return [nameIn(operation.name), operation] as const;
}

/**
 * Functions are called with the caller's arguments, then with what they captured. For the latter the graph only has
 * stand-ins; the object graph says which objects they are. Source: tensorflow/python/saved_model/save.py
 */
function capturedNodes(
  { objects }: MetaGraph,
  { nodes }: Definitions,
  { capture }: Captures,
  calls: ReadonlySet<string>,
): readonly (readonly [string, ReturnType<typeof capture>])[] {
  return nodes.flatMap((node) => {
    if (!calls.has(node.name)) return [];
    const bound = objects.concreteFunctions.get(node.attributes.get('f')?.func?.name ?? '')?.boundInputs;
    if (bound === undefined || bound.length === 0) return [];
    const stands = node.inputs.filter((input) => !input.startsWith('^')).slice(-bound.length);
    return bound.map((object, i) => [nameIn(stands[i] ?? ''), capture(object)] as const);
  });
}

function constantsOf(definitions: Definitions): (name: string) => Constant {
  return (name) => {
    const constant = definitions.nodes.find((node) => node.name === name)?.constant?.();
    if (constant === undefined) throw damaged(MODEL_FILE, `captures "${shown(name)}", which is no constant`);
    return constant;
  };
}
