import { type RowShape, sizeOf } from '../domain/tensor.ts';
import { placesOf } from './assign/places.ts';
import { startEngine } from './engine.ts';
import { runGraph } from './executor.ts';
import { type Graph, type GraphInput, type Layer, Value } from './graph.ts';
import type { Model } from './index.ts';
import { tf } from './tf.ts';

/** One line of a summary. */
export interface LayerRow {
  readonly name: string;
  readonly className: string;
  /** Without the batch dimension; `null` varies with the input; absent where the model could not be tried out. */
  readonly output?: RowShape;
  readonly parameters: number;
}

/** What `fivefold inspect` shows. */
export interface ModelDescription {
  readonly format: string;
  readonly layers: readonly LayerRow[];
  readonly parameters: { readonly total: number; readonly trainable: number };
  readonly inputs: readonly { readonly name: string; readonly shape?: RowShape; readonly dtype: string }[];
  readonly outputs: readonly { readonly shape?: RowShape }[];
  readonly warnings: readonly string[];
}

/**
 * A model like `model.summary()` shows it. Output shapes are observed, not derived: the model runs on one row of zeros (or
 * of texts of one repeated word), twice with different sizes where its input may vary, as the length of a text does.
 */
export async function describeModel(model: Model): Promise<ModelDescription> {
  await startEngine();
  const { root, facts, warnings } = model;
  const observed = observe(root.graph);
  const places = placesOf(root);
  const count = (filter: (place: (typeof places)[number]) => boolean): number =>
    places
      .filter(filter)
      .reduce((sum, { layer, slot }) => sum + layer.weights.stored(slot.name).data.length, 0);
  return {
    format: facts.format,
    layers: root.graph.steps.map(({ layer, key }) => ({
      name: layer.name,
      className: layer.className,
      ...shapeEntry('output', observed.get(key)?.[0]),
      parameters: parametersOf(layer),
    })),
    parameters: {
      total: facts.parameters,
      trainable: count(({ layer, slot }) => layer.trainable && slot.trainable),
    },
    inputs: root.graph.inputs.map(({ name, shape, dtype }) => ({
      name,
      ...shapeEntry('shape', shape),
      dtype,
    })),
    outputs: root.graph.outputs.map((ref) => shapeEntry('shape', observed.get(ref.callKey)?.[ref.tensor])),
    warnings,
  };
}

/** Numbers in all weights of a layer, those of the layers inside it included. */
export function parametersOf(layer: Layer): number {
  return placesOf(layer).reduce(
    (sum, place) => sum + place.layer.weights.stored(place.slot.name).data.length,
    0,
  );
}

function shapeEntry<K extends string>(key: K, shape: RowShape | undefined): { readonly [P in K]?: RowShape } {
  return (shape === undefined ? {} : { [key]: shape }) as { readonly [P in K]?: RowShape };
}

type Shapes = ReadonlyMap<string, readonly RowShape[]>;

/** Sizes to try for dimensions that vary: large enough for usual windows and pools, and not multiples. */
const TRIAL_SIZES = [48, 64] as const;

/** Beyond this a trial costs more than it tells. */
const MAX_TRIAL_VALUES = 2 ** 20;

function observe(graph: Graph): Shapes {
  const varies = graph.inputs.some(({ shape, dtype }) => dtype === 'string' || shape?.includes(null));
  const [first, second] = (varies ? TRIAL_SIZES : TRIAL_SIZES.slice(0, 1)).map((size) => trial(graph, size));
  if (first === undefined || (varies && second === undefined)) return new Map();
  if (second === undefined) return first;
  return new Map(
    [...first].map(([key, shapes]) => [key, shapes.map((shape, i) => common(shape, second.get(key)?.[i]))]),
  );
}

function common(shape: RowShape, other: RowShape | undefined): RowShape {
  return shape.map((size, i) => (other?.[i] === size ? size : null));
}

function trialInput(shape: number[], input: GraphInput | undefined, words: number): tf.Tensor {
  if (input?.dtype !== 'string') return tf.zeros(shape);
  const text = 'a '.repeat(words).trim();
  return tf.tensor(
    Array.from({ length: sizeOf(shape) }, () => text),
    shape,
    'string',
  );
}

/** Shapes of every result for inputs of zeros, or nothing when the model does not run. */
function trial(graph: Graph, size: number): Shapes | undefined {
  const rows = graph.inputs.map(({ shape }) => shape?.map((dimension) => dimension ?? size));
  if (rows.some((row) => row === undefined || sizeOf(row) > MAX_TRIAL_VALUES)) return undefined;
  const shapes = new Map<string, readonly RowShape[]>();
  tf.engine().startScope();
  try {
    const inputs = rows.map((row, i) => new Value(trialInput([1, ...(row ?? [])], graph.inputs[i], size)));
    runGraph(graph, inputs, ({ key }, outputs) => {
      shapes.set(
        key,
        outputs.map(({ tensor }) => tensor.shape.slice(1)),
      );
    });
    for (const [i, { ref }] of graph.inputs.entries()) shapes.set(ref.callKey, [rows[i] ?? []]);
    return shapes;
  } catch {
    return undefined;
  } finally {
    tf.engine().endScope();
  }
}
