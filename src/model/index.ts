import { FivefoldError } from '../domain/errors.ts';
import { MAX_LAYERS } from '../domain/limits.ts';
import type { ModelFacts } from '../domain/prediction.ts';
import type { ModelFiles } from '../domain/submission.ts';
import type { InputTensor, RowShape, Tensor } from '../domain/tensor.ts';
import type { Workspace } from '../kernels/index.ts';
import { assignWeights } from './assign/index.ts';
import { placesOf } from './assign/places.ts';
import { assignVocabularies } from './assign/vocabularies.ts';
import { isList, isObject, type JsonObject } from './config/json.ts';
import type { BuildContext } from './config/layer-config.ts';
import { isModelClass } from './config/model.ts';
import { classNameOf } from './config/names.ts';
import { untuple } from './config/untuple.ts';
import { startEngine } from './engine.ts';
import { customCode } from './failure.ts';
import { readStored } from './formats/index.ts';
import type { StoredModel } from './formats/stored.ts';
import type { Graph, Layer, LayerLabel } from './graph.ts';
import type { LoadedGraph } from './graph-model/root.ts';
import { buildLayer } from './layers/build.ts';
import { Planner } from './plan/planner.ts';
import type { Program } from './plan/program.ts';
import { predictInBatches, rowFor } from './predict.ts';

export { describeModel, type LayerRow, type ModelDescription } from './describe.ts';
export { digestsOf } from './digests.ts';
export { type EngineKind, type EngineOptions, startEngine } from './engine.ts';
export { outlineOf } from './outline.ts';
export type { Program } from './plan/program.ts';

/** A model that is ready to predict. Holds memory of the engine until disposed of. */
export interface Model {
  readonly facts: ModelFacts;
  /** Shape of one row of each input; `undefined` where the file does not say. */
  readonly inputs: readonly (RowShape | undefined)[];
  /** What a person should know, such as half precision computed in float32. */
  readonly warnings: readonly string[];
  /** The outermost layer: a Sequential or Functional model. */
  readonly root: Layer & { readonly graph: Graph };
  /**
   * @param inputs - rows of the model's one input, batch first; text where the model declares strings
   * @returns float32, batch first
   * @throws {FivefoldError} model/input-mismatch, model/too-large, prediction/shape
   */
  predict(inputs: InputTensor): Promise<Tensor>;
  /**
   * The model for threads that see nothing but numbers: its weights are written into the workspace, what is left of it
   * can be sent. Nothing where it needs TensorFlow.js, or where it does not take such rows; `predict` says why.
   *
   * @throws {FivefoldError} model/too-large
   */
  program(row: ProgramRow, workspace: Workspace): Promise<Program | undefined>;
  dispose(): void;
}

/** Rows as a task gives them. */
export interface ProgramRow {
  readonly shape: readonly number[];
  readonly dtype: InputTensor['dtype'];
}

export interface ModelOptions {
  /** How it runs: by a plan, by one in which nothing is folded, or layer by layer on TensorFlow.js. For comparing. */
  readonly plans?: 'fused' | 'unfused' | 'none';
}

/**
 * Load a model from bytes: read, build, fill with weights. Nothing of the candidate's is ever executed.
 *
 * @throws {FivefoldError} model/*, naming the layer where there is one
 */
export async function loadModel(files: ModelFiles, options: ModelOptions = {}): Promise<Model> {
  switch (files.format) {
    case 'saved-model':
      return modelOfGraph(await (await graphs()).readSavedModel(files.files));
    case 'tfjs-graph':
      return modelOfGraph(
        await (await graphs()).readGraphModel(files.files, files.path.split('/').at(-1) ?? ''),
      );
    default:
      return modelOfConfig(await readStored(files, files.format), options);
  }
}

/** What only graphs need: their readers, and TensorFlow.js, which prepares them. */
async function graphs() {
  await startEngine();
  return import('./graphs.ts');
}

function modelOfGraph({ root, format, dispose }: LoadedGraph): Model {
  const model = modelFrom(root, format, []);
  return {
    ...model,
    dispose: () => {
      model.dispose();
      dispose();
    },
  };
}

function modelOfConfig(stored: StoredModel, { plans = 'fused' }: ModelOptions): Model {
  const warnings: string[] = [];
  try {
    const root = buildRoot(stored, warnings);
    assignWeights(root, stored.weights);
    assignVocabularies(root, stored.learned);
    const planner = plans === 'none' ? undefined : new Planner(root.graph, { fuses: plans === 'fused' });
    return modelFrom(root, stored.format, warnings, planner);
  } finally {
    stored.close();
  }
}

function buildRoot(stored: StoredModel, warnings: string[]): Layer & { readonly graph: Graph } {
  const config = untuple(stored.config) as JsonObject;
  refuseSubclassed(config);
  const root = buildLayer(config, buildContext(stored, warnings));
  const { graph } = root;
  if (graph === undefined) throw subclassed(root);
  return { ...root, graph };
}

/** A subclassed model's config is whatever its author made it; the calls between its layers are in Python only. */
function refuseSubclassed(config: JsonObject): void {
  const className = classNameOf(config);
  const { config: options } = config;
  const isSerialised = isList(options) || (isObject(options) && isModelClass(className, options));
  if (className !== '' && !isSerialised) throw subclassed({ name: className, className });
}

function subclassed(label: LayerLabel): FivefoldError {
  return customCode(label, 'a subclassed model, whose forward pass is Python code');
}

function buildContext({ kerasMajor }: StoredModel, warnings: string[]): BuildContext {
  let layers = 0;
  return {
    kerasMajor,
    shared: new Map(),
    build: buildLayer,
    admit: () => {
      layers += 1;
      if (layers > MAX_LAYERS) throw tooManyLayers();
    },
    warn: (message) => warnings.push(message),
  };
}

function modelFrom(
  root: Layer & { readonly graph: Graph },
  format: string,
  warnings: readonly string[],
  planner?: Planner,
): Model {
  const places = placesOf(root);
  const parameters = places.reduce(
    (sum, { layer, slot }) => sum + layer.weights.stored(slot.name).data.length,
    0,
  );
  return {
    root,
    warnings,
    facts: { format, parameters, layers: countLayers(root) },
    inputs: root.graph.inputs.map(({ shape }) => shape),
    predict: (inputs) => predictInBatches(root, inputs, planner),
    program: async (given, workspace) => {
      const row = rowFor(root.graph, given);
      return row && planner?.program(row, workspace);
    },
    dispose: () => {
      for (const { layer } of places) layer.weights.dispose();
    },
  };
}

/** Layers as `model.summary()` counts them, those of nested models included, models themselves not. */
function countLayers(layer: Layer): number {
  if (layer.graph === undefined) return layer.className === 'InputLayer' ? 0 : 1;
  return layer.children.reduce((sum, child) => sum + countLayers(child.layer), 0);
}

function tooManyLayers(): FivefoldError {
  return new FivefoldError({
    code: 'model/too-large',
    message: `The model has more than ${MAX_LAYERS} layers.`,
    hint: 'Submit a smaller model.',
  });
}
