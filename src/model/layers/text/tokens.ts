/** How TextVectorization cleans a text. `undefined` leaves it as it is. */
export type Standardise = (text: string) => string;

/** `tf.strings.lower` without an encoding: ASCII only. */
const lower: Standardise = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** Keras's own expression; only ASCII punctuation goes. */
const PUNCTUATION = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g;

const strip: Standardise = (text) => text.replace(PUNCTUATION, '');

/** Source: keras/src/layers/preprocessing/text_vectorization.py `_preprocess` */
export const STANDARDISE = {
  lower_and_strip_punctuation: (text: string) => strip(lower(text)),
  lower,
  strip_punctuation: strip,
} as const satisfies Record<string, Standardise>;

export const SPLIT = {
  /** `tf.strings.split`: ASCII white space only; a no-break or ideographic space stays inside a token. */
  whitespace: (text: string) => text.split(/[ \t\n\v\f\r]+/).filter((token) => token !== ''),
  /** `tf.strings.unicode_split`: code points. */
  character: (text: string) => [...text],
} as const satisfies Record<string, (text: string) => string[]>;

/** A number of widths from 1 on, or chosen widths in their order. */
export type Ngrams = { readonly upTo: number } | { readonly widths: readonly number[] };

/** Widths that a sequence of `length` tokens can fill; others give nothing. */
export function widthsFor(ngrams: Ngrams, length: number): readonly number[] {
  if ('widths' in ngrams) return ngrams.widths.filter((width) => width <= length);
  return Array.from({ length: Math.min(ngrams.upTo, length) }, (_, i) => i + 1);
}

/** `tf.strings.ngrams`: for each width, every run of as many tokens, joined by spaces. */
export function ngramsOf(tokens: readonly string[], ngrams: Ngrams): string[] {
  return widthsFor(ngrams, tokens.length).flatMap((width) =>
    Array.from({ length: tokens.length - width + 1 }, (_, i) => tokens.slice(i, i + width).join(' ')),
  );
}

/** Tokens that the n-grams of a sequence are made of, one counted as often as it is used. */
export function ngramCost(ngrams: Ngrams, length: number): number {
  return widthsFor(ngrams, length).reduce((cost, width) => cost + width * (length - width + 1), 0);
}
