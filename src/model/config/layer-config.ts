import type { FivefoldError } from '../../domain/errors.ts';
import { labelOf, optionUnsupported } from '../failure.ts';
import type { Child, Layer, LayerLabel } from '../graph.ts';
import { type Activation, readActivation } from '../layers/activations.ts';
import { invalidConfig, isList, isObject, type Json, type JsonObject } from './json.ts';

/** What building a layer needs to know about the model around it. */
export interface BuildContext {
  /** `hard_sigmoid` and a few defaults changed between Keras 2 and 3. */
  readonly kerasMajor: 2 | 3;
  /** Layers that may appear in several places, by `shared_object_id`. */
  readonly shared: Map<number, Layer>;
  /** Counts a layer. @throws {FivefoldError} model/too-large beyond MAX_LAYERS */
  admit(): void;
  /** Builds a layer inside a layer. */
  build(config: Json, context: BuildContext): Layer;
  /** Something that a person should know, and that changes no more than the last digits. */
  warn(message: string): void;
}

/** Reads the config of one layer, which a candidate may have written by hand: every access checks its type. */
export class LayerConfig {
  readonly layer: LayerLabel;
  readonly context: BuildContext;
  /** The layers that were built from this config, in the order of asking. */
  readonly children: Child[] = [];
  readonly #values: JsonObject;

  constructor(layer: LayerLabel, values: JsonObject, context: BuildContext) {
    this.layer = layer;
    this.#values = values;
    this.context = context;
  }

  /** The value as written; `undefined` when absent or null. */
  value(key: string): Json | undefined {
    return (Object.hasOwn(this.#values, key) ? this.#values[key] : undefined) ?? undefined;
  }

  number(key: string, fallback?: number): number {
    const value = this.value(key) ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.invalid(key, 'a number');
    return value;
  }

  integer(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (!Number.isSafeInteger(value)) throw this.invalid(key, 'an integer');
    return value;
  }

  /** An integer of at least 1. */
  count(key: string, fallback?: number): number {
    const value = this.integer(key, fallback);
    if (value < 1) throw this.invalid(key, 'at least 1');
    return value;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.value(key) ?? fallback;
    if (typeof value !== 'boolean') throw this.invalid(key, 'true or false');
    return value;
  }

  string(key: string, fallback?: string): string {
    const value = this.value(key) ?? fallback;
    if (typeof value !== 'string') throw this.invalid(key, 'a string');
    return value;
  }

  /** One of the values we can honour; others that Keras knows are refused as such. */
  choice<const T extends string>(key: string, choices: readonly T[], fallback: NoInfer<T>): T {
    const value = this.string(key, fallback);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.unsupported(key);
    return found;
  }

  /** `[3, 3]`, or `3` for each of the dimensions; all at least `least`. */
  sizes(key: string, rank: number, fallback?: number, least = 1): number[] {
    const value = this.value(key) ?? fallback;
    const list = isList(value) ? value : Array.from({ length: rank }, () => value);
    if (list.length !== rank) throw this.invalid(key, `${rank} numbers`);
    return list.map((size) => {
      if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < least) {
        throw this.invalid(key, `integers of at least ${least}`);
      }
      return size;
    });
  }

  /** Integers, as a list or alone; `undefined` when absent. */
  integers(key: string): number[] | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return (isList(value) ? value : [value]).map((item) => {
      if (typeof item !== 'number' || !Number.isSafeInteger(item)) throw this.invalid(key, 'integers');
      return item;
    });
  }

  /** Numbers in nested lists of any depth, flattened; `undefined` when absent. */
  numbers(key: string): number[] | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return (isList(value) ? (value.flat(MAX_LIST_DEPTH) as Json[]) : [value]).map((item) => {
      if (typeof item !== 'number') throw this.invalid(key, 'numbers');
      return item;
    });
  }

  activation(key: string, fallback = 'linear'): Activation {
    return readActivation(this.value(key) ?? fallback, this.layer, this.context);
  }

  /** Channels last, after this: Keras 2's `channels_first` is honoured by transposing where it is asked for. */
  channelsFirst(): boolean {
    return (
      this.choice('data_format', ['channels_last', 'channels_first'], 'channels_last') === 'channels_first'
    );
  }

  /** Builds the layer under `key`; `path` is its place in a `.keras` file. */
  child(key: string, path: string = key): Layer {
    return this.adopt(this.value(key) ?? null, path);
  }

  /** Builds a layer from any config and counts its weights among this layer's. */
  adopt(config: Json, path: string): Layer {
    const layer = this.context.build(config, this.context);
    this.children.push({ path, layer });
    return layer;
  }

  invalid(key: string, expected: string): FivefoldError {
    const shown = JSON.stringify(this.value(key) ?? null).slice(0, MAX_SHOWN);
    return invalidConfig(
      `The config of ${labelOf(this.layer)} has ${key}=${shown}; it must be ${expected}.`,
      this.layer.name,
    );
  }

  unsupported(key: string): FivefoldError {
    return optionUnsupported(this.layer, key, JSON.stringify(this.value(key) ?? null).slice(0, MAX_SHOWN));
  }

  /** Refuses every value of `key` but this one (and absence). */
  only(key: string, honoured: Json): void {
    const value = this.value(key);
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(honoured))
      throw this.unsupported(key);
  }

  /** The option's own config, when it is an object. */
  object(key: string): JsonObject | undefined {
    const value = this.value(key);
    return isObject(value) ? value : undefined;
  }
}

/** Constants such as `mean` are nested as deep as tensors have dimensions. */
const MAX_LIST_DEPTH = 8;

/** Characters of a config value that a message quotes. */
const MAX_SHOWN = 80;
