import type { Tensor } from '@tensorflow/tfjs-core';
import type { RowShape } from '../../domain/tensor.ts';
import type { Json } from '../config/json.ts';
import type { LayerConfig } from '../config/layer-config.ts';
import { leavesOf } from '../config/tree.ts';
import { layerError } from '../failure.ts';
import { type Call, isValue, type Layer, type LayerLabel, Value, type WeightSlot } from '../graph.ts';
import type { Recurrence } from '../plan/lower/recurrent.ts';
import { type Lower, lowerCall } from '../plan/lowering.ts';
import { Weights } from '../weights.ts';
import type { Cell } from './recurrent/cell.ts';
import type { Vocabulary } from './text/vocabulary.ts';

/** What a layer's function may look at beside its first input. */
export interface Running<Options> {
  readonly layer: LayerLabel;
  readonly options: Options;
  readonly weights: Weights;
  /** Every tensor among the positional arguments, the first input included. */
  readonly inputs: readonly Tensor[];
  /** Masks, as many as inputs: those given by `mask=`, else those that travel on the inputs. */
  readonly masks: readonly (Tensor | undefined)[];
  readonly call: Call;
}

type MaskFunction<Options> = (
  x: Tensor,
  running: Running<Options>,
  outputs: readonly Tensor[],
) => Tensor | undefined;

/** A row of the layer table: one Keras class, for inference only. */
export interface LayerDefinition<Options> {
  /** The Keras file that it mirrors, below `keras/src/layers/` (or `keras/src/` for operations). */
  readonly source: string;
  /** Options that are honoured at this one value and refused otherwise. */
  readonly only?: Readonly<Record<string, Json>>;
  /** Reads and checks the config. */
  readonly options: (config: LayerConfig) => Options;
  readonly weights?: (options: Options) => readonly (WeightSlot | false)[];
  /**
   * What becomes of a mask: `pass` hands on the first input's (Keras: `supports_masking`), `stop` ends it
   * (the default), a function says what the first output carries.
   */
  readonly mask?: 'pass' | 'stop' | MaskFunction<Options>;
  /** Lookups only: the terms, to be filled in from the file where the config does not name them. */
  readonly vocabulary?: (options: Options) => Vocabulary;
  /** Recurrent cells only: what `RNN` steps through. */
  readonly cells?: (options: Options, weights: Weights) => readonly Cell[];
  /** Acts only during training: what comes in goes out. */
  readonly isIdentity?: true;
  /**
   * Would training change the result, always or unless the layer is frozen? Then a call with `training=True` is refused.
   * Dropout inside recurrent and attention layers is found by its option.
   */
  readonly trains?: 'always' | 'unless frozen';
  /** Least number of input tensors; 1 unless said otherwise. */
  readonly inputs?: number;
  /** The same by our own kernels, in a plan; without it, TensorFlow.js runs the layer. */
  readonly lower?: Lower<Options>;
  /** Does `lower` take whole numbers, too? */
  readonly lowersWhole?: true;
  /** Recurrent layers of one cell only: what a kernel needs to know. */
  readonly recurrence?: (options: Options, weights: Weights) => Recurrence;
  /** Pure: tensors in, tensors out. Intermediate tensors are cleaned up by the caller. */
  readonly run: (x: Tensor, running: Running<Options>) => Tensor | readonly Tensor[];
}

/** A definition whose type of options is its own business. */
export interface LayerClass {
  readonly source: string;
  readonly isIdentity: boolean;
  readonly only: Readonly<Record<string, Json>>;
  build(config: LayerConfig, trainable: boolean): Layer;
}

/** Makes a row of the table. */
export function layer<Options>(definition: LayerDefinition<Options>): LayerClass {
  const { source, only = {}, isIdentity = false } = definition;
  return { source, only, isIdentity, build: (config, trainable) => build(definition, config, trainable) };
}

function build<Options>(
  definition: LayerDefinition<Options>,
  config: LayerConfig,
  trainable: boolean,
): Layer {
  for (const [key, honoured] of Object.entries(definition.only ?? {})) config.only(key, honoured);
  const options = definition.options(config);
  const slots = (definition.weights?.(options) ?? []).filter((slot) => slot !== false);
  const weights = new Weights();
  const label = config.layer;
  const { cells, recurrence, vocabulary } = definition;
  return {
    ...label,
    trainable,
    trains: trains(definition, config, trainable),
    slots,
    children: config.children,
    weights,
    ...(vocabulary === undefined ? {} : { vocabulary: vocabulary(options) }),
    ...(cells === undefined ? {} : { cells: () => cells(options, weights) }),
    ...(recurrence === undefined ? {} : { recurrence: () => recurrence(options, weights) }),
    lower: (call, plan) => lowerCall(definition, { layer: label, options, weights, plan }, call),
    call: (call) => run(definition, { layer: label, options, weights, ...tensorsOf(call), call }),
  };
}

function trains(
  { trains }: Pick<LayerDefinition<unknown>, 'trains'>,
  config: LayerConfig,
  trainable: boolean,
): boolean {
  return (
    trains === 'always' ||
    (trains === 'unless frozen' && trainable) ||
    DROPOUTS.some((option) => config.value(option) !== undefined && config.number(option) > 0) ||
    config.children.some(({ layer }) => layer.trains === true)
  );
}

/** Shares that recurrent and attention layers drop during training. */
const DROPOUTS = ['dropout', 'recurrent_dropout'];

function run<Options>(definition: LayerDefinition<Options>, running: Running<Options>): Value[] {
  const { inputs = 1, mask = 'stop' } = definition;
  const [x] = running.inputs;
  if (x === undefined || running.inputs.length < inputs) throw tooFewInputs(running, inputs);
  const result = definition.run(x, running);
  const outputs = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
  const outputMask = maskAfter(mask, x, running, outputs);
  return outputs.map((tensor, i) => new Value(tensor, i === 0 ? outputMask : undefined));
}

function maskAfter<Options>(
  rule: 'pass' | 'stop' | MaskFunction<Options>,
  x: Tensor,
  running: Running<Options>,
  outputs: readonly Tensor[],
): Tensor | undefined {
  if (rule === 'stop') return undefined;
  return rule === 'pass' ? running.masks[0] : rule(x, running, outputs);
}

/** Keras `Layer.__call__`: an explicit `mask=` wins over those that the inputs carry. */
function tensorsOf({ args, kwargs }: Call): Pick<Running<unknown>, 'inputs' | 'masks'> {
  const values = leavesOf<Value>(args, isValue);
  const inputs = values.map(({ tensor }) => tensor);
  const explicit = kwargs.mask;
  if (explicit === undefined || explicit === null) return { inputs, masks: values.map(({ mask }) => mask) };
  const given = Array.isArray(explicit) ? explicit : [explicit];
  return { inputs, masks: given.map((mask) => (isValue(mask) ? mask.tensor : undefined)) };
}

function tooFewInputs({ layer, inputs }: Running<unknown>, least: number) {
  return layerError(
    'model/config-invalid',
    layer,
    `is called with ${inputs.length} tensors and needs at least ${least}.`,
    'Save the model again with Keras and commit the new file, unedited.',
  );
}

/** A weight that training changes. */
export function weight(name: string, shape: RowShape | undefined): WeightSlot {
  return { name, shape, trainable: true };
}

/** A weight that training does not change by gradient, such as a moving mean. */
export function state(name: string, shape: RowShape | undefined): WeightSlot {
  return { name, shape, trainable: false };
}
