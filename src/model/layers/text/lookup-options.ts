import { isList, type Json } from '../../config/json.ts';
import type { LayerConfig } from '../../config/layer-config.ts';
import type { WeightSlot } from '../../graph.ts';
import { state } from '../definition.ts';
import { type OutputMode, readOutputMode } from './encode.ts';
import { Vocabulary } from './vocabulary.ts';

/** What StringLookup, IntegerLookup and the lookup inside TextVectorization have in common. */
export interface LookupOptions {
  readonly mode: OutputMode | 'tf_idf';
  readonly vocabulary: Vocabulary;
  readonly oovIndices: number;
  /** The index of the first OOV term: after the mask token, where that has an index. */
  readonly oovStart: number;
  readonly mask: string | undefined;
  /** Length of encoded rows, where it does not follow from the vocabulary. */
  readonly padTo: number | undefined;
  /** Keras 2 counts the document frequencies among the weights; they are the same numbers again. */
  readonly weights: readonly WeightSlot[];
}

/** Tokens that a layer sets itself instead of reading them from its config. */
export interface FixedTokens {
  readonly mask: string;
  readonly oov: string;
  readonly oovIndices: number;
}

/** Source: keras/src/layers/preprocessing/index_lookup.py `__init__` */
export function readLookup(config: LayerConfig, fixed?: FixedTokens): LookupOptions {
  const mode = readOutputMode(config);
  const mask = fixed?.mask ?? token(config, 'mask_token');
  const oovIndices = fixed?.oovIndices ?? config.sizes('num_oov_indices', 1, 1, 0)[0] ?? 1;
  if (oovIndices > MAX_OOV_INDICES) throw config.invalid('num_oov_indices', `at most ${MAX_OOV_INDICES}`);
  const oovStart = mask !== undefined && mode === 'int' ? 1 : 0;
  const oov = fixed?.oov ?? token(config, 'oov_token');
  const maxTokens = config.value('max_tokens') === undefined ? undefined : config.count('max_tokens');
  const vocabulary = new Vocabulary({
    layer: config.layer,
    special: [
      ...Array.from({ length: oovStart }, () => mask),
      ...Array.from({ length: oovIndices }, () => oov),
    ],
    maxTokens,
    wantsIdf: mode === 'tf_idf',
  });
  const given = config.value('vocabulary');
  // A path names a file on the candidate's machine.
  if (isList(given)) vocabulary.set(terms(given, config), config.numbers('idf_weights'));
  const pads = config.boolean('pad_to_max_tokens', false);
  const weights = mode === 'tf_idf' && config.context.kerasMajor === 2 ? [state('idf_weights', [null])] : [];
  return { mode, vocabulary, oovIndices, oovStart, mask, padTo: pads ? maxTokens : undefined, weights };
}

/** An index is an int32 here; nobody has as many. */
const MAX_OOV_INDICES = 1_000_000;

function token(config: LayerConfig, key: string): string | undefined {
  const value = config.value(key);
  if (value === undefined) return undefined;
  return term(value, config, key);
}

/** NumPy, through which Keras takes them, drops NULs at the end. */
function terms(given: readonly Json[], config: LayerConfig): string[] {
  return given.map((value) => term(value, config, 'vocabulary').replace(/\0+$/, ''));
}

function term(value: Json, config: LayerConfig, key: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw config.invalid(key, 'text or an integer');
}
