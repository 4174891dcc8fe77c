import { FivefoldError } from '../../domain/errors.ts';
import type { Constant } from '../graph-model/constant.ts';
import { shown } from '../graph-model/failure.ts';
import { constantOperation, type Operation, placeholder } from '../graph-model/operation.ts';
import type { Bundle } from './bundle.ts';
import { damaged } from './failure.ts';
import { type SavedObjectGraph, trackableObjectGraph } from './messages.ts';
import { decode, type MessageOf } from './protobuf.ts';

const WHAT = 'saved_model.pb';
const OBJECT_GRAPH_KEY = '_CHECKPOINTABLE_OBJECT_GRAPH';
const VALUE_ATTRIBUTE = 'VARIABLE_VALUE';

type TrackableGraph = MessageOf<typeof trackableObjectGraph>;

export interface Variable {
  /** As it was called in Python, for people: `dense/kernel`. */
  readonly name: string;
  readonly trainable: boolean;
  readonly value: Constant;
  /** What stands for it in the graph: an input. */
  readonly operation: Operation;
}

/** What functions capture, by the number of the object: variables become inputs, constants stay. */
export interface Captures {
  /** @throws {FivefoldError} model/op-unsupported for tables and files, model/weights-missing, model/damaged */
  capture(node: number): Operation;
  /** All variables that were captured, in that order. */
  readonly variables: readonly Variable[];
}

/**
 * Objects of the model are linked by name in `saved_model.pb`, and again in the checkpoint, which alone knows the keys
 * of their values: walk both graphs side by side.
 * Source: tensorflow/python/saved_model/load.py, tensorflow/core/protobuf/trackable_object_graph.proto
 */
export function capturesOf(
  objects: SavedObjectGraph,
  openBundle: () => Bundle,
  constantOf: (node: string) => Constant,
): Captures {
  const captured = new Map<number, Operation>();
  const variables: Variable[] = [];
  let checkpoint: { bundle: Bundle; keys: ReadonlyMap<number, string> } | undefined;
  const read = (node: number, name: string): Constant => {
    checkpoint ??= withKeys(objects, openBundle());
    const key = checkpoint.keys.get(node);
    if (key === undefined) throw missing(name);
    return checkpoint.bundle.tensor(key);
  };
  const capture = (node: number): Operation => {
    const { variable, constant } = objects.nodes[node] ?? {};
    if (constant) return constantOperation(constant.operation, constantOf(constant.operation));
    if (!variable) throw notANumber(node);
    const name = variable.name === '' ? `variable ${node}` : variable.name;
    const operation = placeholder(name);
    variables.push({ name, trainable: variable.trainable, value: read(node, name), operation });
    return operation;
  };
  return {
    variables,
    capture: (node) => {
      const operation = captured.get(node) ?? capture(node);
      captured.set(node, operation);
      return operation;
    },
  };
}

function withKeys(objects: SavedObjectGraph, bundle: Bundle) {
  const tracked = decode(trackableObjectGraph, bundle.text(OBJECT_GRAPH_KEY), 'variables/variables.index');
  return { bundle, keys: keysOf(objects, tracked) };
}

/** Keys of the checkpoint, by the number of the object in `saved_model.pb`. */
function keysOf(objects: SavedObjectGraph, tracked: TrackableGraph): ReadonlyMap<number, string> {
  const partners = new Map([[0, 0]]);
  // A Map grows while it is iterated over, so this visits what it adds.
  for (const [saved, stored] of partners) {
    const children = new Map(
      tracked.nodes[stored]?.children.map(({ localName, nodeId }) => [localName, nodeId] as const),
    );
    for (const { localName, nodeId } of objects.nodes[saved]?.children ?? []) {
      const partner = children.get(localName);
      if (partner !== undefined && !partners.has(nodeId)) partners.set(nodeId, partner);
    }
  }
  return new Map(
    [...partners].flatMap(([saved, stored]) => {
      const value = tracked.nodes[stored]?.attributes.find(({ name }) => name === VALUE_ATTRIBUTE);
      return value ? [[saved, value.checkpointKey] as const] : [];
    }),
  );
}

function missing(name: string): FivefoldError {
  return new FivefoldError({
    code: 'model/weights-missing',
    message: `The variable "${shown(name)}" has no value in variables/.`,
    hint: 'Save the model again and commit the whole folder: saved_model.pb and variables/ belong together.',
    where: shown(name),
  });
}

/** Vocabulary tables, files and the like. */
function notANumber(node: number): FivefoldError {
  if (!Number.isSafeInteger(node) || node < 0) return damaged(WHAT, `captures the object ${node}`);
  return new FivefoldError({
    code: 'model/op-unsupported',
    message: `The model captures an object (number ${node}) that is neither a variable nor a constant, such as a vocabulary table.`,
    hint: 'Submit the Keras model itself, saved with `model.save("model.keras")`.',
  });
}
