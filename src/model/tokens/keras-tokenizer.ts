import { z } from 'zod';
import { FivefoldError } from '../../domain/errors.ts';
import { MAX_TOKENIZER_BYTES } from '../../domain/limits.ts';

/** A text → the numbers of its tokens, as many as it has. */
export type Tokenise = (text: string) => readonly number[];

const MAX_INT32 = 2 ** 31 - 1;

/** What `Tokenizer.to_json()` writes and `texts_to_sequences` reads; counts of words and documents are not looked at. */
const tokenizerSchema = z.object({
  class_name: z.literal('Tokenizer'),
  config: z.object({
    num_words: z.int().nonnegative().nullable(),
    filters: z.string(),
    lower: z.boolean(),
    split: z
      .string()
      .min(1)
      .refine((text) => text.isWellFormed(), 'text that is whole'),
    char_level: z.boolean(),
    oov_token: z.string().nullable(),
    word_index: z.string(),
  }),
});

type Config = z.infer<typeof tokenizerSchema>['config'];

/**
 * A candidate's `Tokenizer` of Keras 2, from hostile bytes.
 * Source: keras/src/preprocessing/text.py (2.15) `tokenizer_from_json`, `texts_to_sequences`
 *
 * @throws {FivefoldError} model/tokenizer-invalid, model/too-large
 */
export function readTokenizer(bytes: Uint8Array): Tokenise {
  if (bytes.length > MAX_TOKENIZER_BYTES) throw tooLarge(bytes.length);
  const config = readConfig(bytes);
  const numbers = readIndex(config.word_index);
  const unknown = config.oov_token === null ? undefined : numbers.get(config.oov_token);
  if (config.oov_token !== null && unknown === undefined) {
    throw invalid('its oov_token has no number in word_index');
  }
  // Python takes 0 and None for "all words".
  const end = config.num_words || Number.POSITIVE_INFINITY;
  const numberOf = (token: string): number | undefined => {
    const number = numbers.get(token);
    return number === undefined || number >= end ? unknown : number;
  };
  const split = splitter(config);
  return (text) => split(text).flatMap((token) => numberOf(token) ?? []);
}

function readConfig(bytes: Uint8Array): Config {
  const outer = parse(decode(bytes), 'it is not JSON');
  // `json.dump(tokenizer.to_json(), file)` is widespread, and quotes what is JSON already.
  const value = typeof outer === 'string' ? parse(outer, 'it is not JSON') : outer;
  const parsed = tokenizerSchema.safeParse(value);
  if (parsed.success) return parsed.data.config;
  const [issue] = parsed.error.issues;
  const { class_name: className } = Object(value) as { readonly class_name?: unknown };
  if (typeof className === 'string' && className !== 'Tokenizer') {
    throw invalid(`it is a ${className.slice(0, 80)}, a class of which only its author has the code`);
  }
  throw invalid(`it is not one of Keras (${issue?.path.join('.') || 'the document'}: ${issue?.message})`);
}

/** Words are the candidate's, `__proto__` among them: never properties of an object of ours. */
function readIndex(json: string): ReadonlyMap<string, number> {
  const value = parse(json, 'its word_index is not JSON');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('its word_index is not one number for each word');
  }
  const entries = Object.entries(value);
  const bad = entries.find(([, number]) => !Number.isInteger(number) || number < 0 || number > MAX_INT32);
  if (bad) throw invalid(`its word_index gives ${JSON.stringify(bad[0].slice(0, 40))} no number from 0`);
  return new Map(entries);
}

/**
 * `text_to_word_sequence`. Lower case is Unicode's, as in Python, final sigma included; letters that came to Unicode after
 * the candidate's Python differ.
 */
function splitter({ lower, char_level: byCharacter, filters, split }: Config): (text: string) => string[] {
  const cased = (text: string): string => (lower ? text.toLowerCase() : text);
  if (byCharacter) return (text) => [...cased(text)];
  const filtered = new Set(filters);
  const replaced = (text: string): string =>
    Array.from(cased(text), (character) => (filtered.has(character) ? split : character)).join('');
  return (text) =>
    replaced(text)
      .split(split)
      .filter((word) => word !== '');
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid('it is not UTF-8', cause);
  }
}

function parse(json: string, reason: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw invalid(reason, cause);
  }
}

const WHERE = 'tokenizer.json';

function invalid(reason: string, cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'model/tokenizer-invalid',
      message: `The model takes numbers, and ${WHERE} cannot make them of texts: ${reason}.`,
      hint: 'Write it with `file.write(tokenizer.to_json())` from a keras.preprocessing.text.Tokenizer, or delete it to use the vocabulary of the exam.',
      where: WHERE,
    },
    { cause },
  );
}

function tooLarge(bytes: number): FivefoldError {
  return new FivefoldError({
    code: 'model/too-large',
    message: `${WHERE} has ${bytes} bytes; the limit is ${MAX_TOKENIZER_BYTES}.`,
    hint: 'Fit the tokenizer on fewer texts.',
    where: WHERE,
  });
}
