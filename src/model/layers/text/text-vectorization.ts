import { isList } from '../../config/json.ts';
import type { LayerConfig } from '../../config/layer-config.ts';
import { layerError, optionUnsupported } from '../../failure.ts';
import type { LayerLabel } from '../../graph.ts';
import type { tf } from '../../tf.ts';
import { assertAllocatable } from '../allocation.ts';
import { layer, type Running } from '../definition.ts';
import { indicesOf, output } from './lookup.ts';
import { type LookupOptions, readLookup } from './lookup-options.ts';
import { textsOf } from './strings.ts';
import { type Ngrams, ngramCost, ngramsOf, SPLIT, STANDARDISE, type Standardise } from './tokens.ts';

interface Options {
  readonly standardise: Standardise | undefined;
  readonly split: ((text: string) => string[]) | undefined;
  readonly ngrams: Ngrams | undefined;
  /** Tokens of each answer in mode `int`; the longest text of the batch decides where it is not given. */
  readonly length: number | undefined;
  readonly lookup: LookupOptions;
}

function readOptions(config: LayerConfig): Options {
  const lookup = readLookup(config, { mask: '', oov: '[UNK]', oovIndices: 1 });
  // Keras 2 then answers with the tokens themselves, which no layer of a model takes.
  if (config.value('output_mode') === undefined) throw config.unsupported('output_mode');
  const split = named(config, 'split', SPLIT);
  const length = config.value('output_sequence_length');
  if (lookup.mode === 'one_hot' && split !== undefined) throw config.unsupported('output_mode');
  if (lookup.mode === 'int' && split !== undefined && length === undefined) warnAboutLength(config);
  return {
    standardise: named(config, 'standardize', STANDARDISE),
    split,
    ngrams: readNgrams(config),
    length: length === undefined ? undefined : config.count('output_sequence_length'),
    lookup,
  };
}

/** One of Keras's own functions by name. A function of the candidate's is refused. */
function named<T>(config: LayerConfig, key: string, known: Readonly<Record<string, T>>): T | undefined {
  const value = config.value(key);
  if (value === undefined) return undefined;
  const found = typeof value === 'string' && Object.hasOwn(known, value) ? known[value] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(known).map((name) => `"${name}"`);
  throw layerError(
    'model/custom-code',
    config.layer,
    `has a Python function as its ${key}. A submission is data: no code of a candidate is ever executed.`,
    `Use ${key}=${names.join(', ')} or None, or express the step with Keras's layers, and train the model again.`,
  );
}

function readNgrams(config: LayerConfig): Ngrams | undefined {
  const value = config.value('ngrams');
  if (value === undefined) return undefined;
  if (!isList(value)) return { upTo: config.count('ngrams') };
  const widths = config.integers('ngrams') ?? [];
  if (widths.some((width) => width < 1)) throw config.invalid('ngrams', 'integers of at least 1');
  return { widths };
}

function warnAboutLength({ layer: { name }, context }: LayerConfig): void {
  context.warn(
    `Layer "${name}" has no output_sequence_length: texts are padded to the longest of their batch, as in Keras, so that ` +
      'a prediction may depend on its neighbours.',
  );
}

/** Texts → tokens → indices or rows, one document for each element. */
export const textVectorization = layer({
  source: 'preprocessing/text_vectorization.py',
  only: { encoding: 'utf-8', ragged: false },
  options: readOptions,
  vocabulary: ({ lookup }) => lookup.vocabulary,
  weights: ({ lookup }) => lookup.weights,
  run: (x, running) => {
    const { standardise, split } = running.options;
    const texts = textsOf(x, running.layer).map((text) => standardise?.(text) ?? text);
    return split === undefined
      ? vectorize(unsplit(texts, x.shape), x.shape.slice(0, -1), running)
      : vectorize(texts.map(split), documentShape(x.shape, running.layer), running);
  },
});

/** Splitting adds an axis in the place of one of length 1. */
function documentShape(shape: readonly number[], label: LayerLabel): readonly number[] {
  if (shape.length <= 1) return shape;
  if (shape.at(-1) === 1) return shape.slice(0, -1);
  throw layerError(
    'model/input-mismatch',
    label,
    `splits texts, so that it takes one text per row; it was given ${shape.at(-1)}.`,
    'Give it an input of shape (1,), or join the texts of a row before.',
  );
}

/** Without splitting, the elements along the last axis are the tokens. */
function unsplit(texts: readonly string[], shape: readonly number[]): string[][] {
  const size = shape.at(-1) ?? 1;
  return Array.from({ length: texts.length / Math.max(size, 1) }, (_, i) =>
    texts.slice(i * size, (i + 1) * size),
  );
}

/** @param shape - of the documents */
function vectorize(
  documents: readonly (readonly string[])[],
  shape: readonly number[],
  { options, layer: label }: Running<Options>,
): tf.Tensor {
  const { ngrams, lookup, length } = options;
  if (shape.length > 1 && lookup.mode !== 'int')
    throw optionUnsupported(label, 'output_mode', `"${lookup.mode}"`);
  const tokens = ngrams === undefined ? documents : withNgrams(documents, ngrams, label);
  const longest = tokens.reduce((most, document) => Math.max(most, document.length), 0);
  const width = length ?? longest;
  assertAllocatable(label, [documents.length, width]);
  const padding = lookup.mode === 'int' ? 0 : -1;
  const indices = new Int32Array(documents.length * width).fill(padding);
  tokens.forEach((document, i) => {
    indices.set(
      indicesOf(document.slice(0, width), lookup, () => 0, label),
      i * width,
    );
  });
  return output(indices, [...shape, width], lookup, label);
}

function withNgrams(
  documents: readonly (readonly string[])[],
  ngrams: Ngrams,
  label: LayerLabel,
): string[][] {
  const cost = documents.reduce((sum, document) => sum + ngramCost(ngrams, document.length), 0);
  assertAllocatable(label, [cost]);
  return documents.map((document) => ngramsOf(document, ngrams));
}
