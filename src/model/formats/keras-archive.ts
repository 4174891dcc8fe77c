import { FivefoldError } from '../../domain/errors.ts';
import { MAX_VOCABULARY_BYTES } from '../../domain/limits.ts';
import { FormatError, LimitError } from '../../formats/format-error.ts';
import { unzip } from '../../formats/zip.ts';
import { isObject, type JsonObject, parseJson } from '../config/json.ts';
import type { Learned } from '../layers/text/vocabulary.ts';
import { type Hdf5Group, openHdf5 } from './hdf5.ts';
import { damaged, majorOf, notAModel, type StoredModel, type StoredWeight } from './stored.ts';

/**
 * Keras's own archive (`.keras`): `config.json`, `metadata.json` and `model.weights.h5` in a zip.
 * Source: keras/src/saving/saving_lib.py
 *
 * @param what - the file's name, for messages
 * @throws {FivefoldError} model/damaged, model/unknown-format
 */
export async function readKerasArchive(bytes: Uint8Array, what: string): Promise<StoredModel> {
  const members = open(bytes, what);
  const config = jsonMember(members, 'config.json', what);
  const metadata = jsonMember(members, 'metadata.json', what);
  const version = typeof metadata.keras_version === 'string' ? metadata.keras_version : '3';
  const file = await openHdf5(weightsMember(members, what), `${what}/model.weights.h5`);
  return {
    format: `Keras ${version.slice(0, 20)} archive`,
    kerasMajor: majorOf(version),
    config,
    weights: { kind: 'by-path', at: (path) => weightsAt(file.root, path) },
    learned: (path) => learnedAt(members, file.root, path),
    close: file.close,
  };
}

function open(bytes: Uint8Array, what: string): Map<string, Uint8Array> {
  try {
    return unzip(bytes);
  } catch (error) {
    if (error instanceof LimitError) throw tooLarge(what, error);
    if (error instanceof FormatError) throw damaged(what, `cannot be opened: ${error.message}`, error);
    throw error;
  }
}

function tooLarge(what: string, cause: LimitError): FivefoldError {
  const hint = 'Submit a smaller model, saved with model.save("model.keras").';
  return new FivefoldError(
    { code: 'model/too-large', message: `${what}: ${cause.message}.`, hint, where: what },
    { cause },
  );
}

function jsonMember(members: ReadonlyMap<string, Uint8Array>, name: string, what: string): JsonObject {
  const bytes = members.get(name);
  if (bytes === undefined) {
    throw notAModel(what, `is an archive without ${name}`, 'Save the model with model.save("model.keras").');
  }
  const value = parseJson(new TextDecoder().decode(bytes), `${what}/${name}`);
  if (!isObject(value)) throw damaged(`${what}/${name}`, 'holds no object');
  return value;
}

function weightsMember(members: ReadonlyMap<string, Uint8Array>, what: string): Uint8Array {
  const bytes = members.get('model.weights.h5');
  if (bytes !== undefined) return bytes;
  const isSharded = members.has('model.weights.json');
  const hint = 'Save with model.save("model.keras"), without sharding.';
  throw notAModel(what, isSharded ? 'holds its weights in shards' : 'holds no weights', hint);
}

/** The one weight that Keras saves by name. */
const IDF = 'idf_weights';

/** `assets/<path>/vocabulary.txt`, and for TF-IDF the weights beside it. */
function learnedAt(
  members: ReadonlyMap<string, Uint8Array>,
  root: Hdf5Group,
  path: string,
): Learned | undefined {
  const bytes =
    members.get(`assets/${path}/vocabulary.txt`) ?? members.get(`assets/${old(path)}/vocabulary.txt`);
  if (bytes === undefined) return undefined;
  if (bytes.length > MAX_VOCABULARY_BYTES) throw vocabularyTooLarge(path, bytes.length);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const vars = root.group(`${path}/vars`) ?? root.group(`${old(path)}/vars`);
  const idf = vars?.weight(IDF)?.read();
  return idf === undefined ? { text } : { text, idf: Array.from(idf) };
}

function vocabularyTooLarge(path: string, bytes: number): FivefoldError {
  return new FivefoldError({
    code: 'model/too-large',
    message: `The vocabulary of ${path.slice(0, 80)} has ${bytes} bytes; the limit is ${MAX_VOCABULARY_BYTES}.`,
    hint: 'Adapt the layer with max_tokens, which keeps the most frequent terms, and train the model again.',
  });
}

/** Keras 2.13 said `_layer_checkpoint_dependencies` for `layers`. */
function old(path: string): string {
  return path.replaceAll(/(^|\/)layers\//g, '$1_layer_checkpoint_dependencies/');
}

/** `path/vars/0`, `path/vars/1`, …; of lookups, the document frequencies. */
function weightsAt(root: Hdf5Group, path: string): StoredWeight[] {
  const vars = root.group(`${path}/vars`) ?? root.group(`${old(path)}/vars`);
  if (vars === undefined) return [];
  const weights: StoredWeight[] = [];
  for (let i = 0; ; i++) {
    const weight = vars.weight(String(i));
    if (weight === undefined) break;
    weights.push({ ...weight, name: `${path}/vars/${i}` });
  }
  const idf = weights.length === 0 ? vars.weight(IDF) : undefined;
  return idf === undefined ? weights : [{ ...idf, name: `${path}/vars/${IDF}` }];
}
