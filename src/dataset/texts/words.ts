import { byCodePoint } from '../folder.ts';

/** As the text contract and Keras's TextVectorization have them: only ASCII counts. */
const PUNCTUATION = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g;
const WHITE_SPACE = /[ \t\n\v\f\r]+/;

/** Words that a model sees this seldom teach it nothing. */
const MIN_COUNT = 2;
const MAX_WORDS = 20_000;

/** Words of a text by the rule of the text contract: ASCII lower case, without ASCII punctuation, between white space. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).replace(PUNCTUATION, '');
  return plain.split(WHITE_SPACE).filter((word) => word !== '');
}

/** Words that come twice or more, the most frequent first; line 0 is padding, line 1 stands for all others. */
export function vocabularyOf(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const frequent = [...counts].filter(([, count]) => count >= MIN_COUNT);
  const ordered = frequent.toSorted(([a, m], [b, n]) => n - m || byCodePoint(a, b));
  return ['', '[UNK]', ...ordered.slice(0, MAX_WORDS).map(([word]) => word)];
}
