import { classLabels, type Drawn, type DrawnTexts } from './drawn.ts';
import { compose, drawHabits, WORDS } from './grammar.ts';
import type { Streams } from './streams.ts';

export const PHRASE_LENGTH = 40;

/** Keras's name for a word that is not in the vocabulary. */
const UNKNOWN = '[UNK]';

/** Reviews whose reader pressed the wrong button: nobody can tell. */
const SLIPS = 0.01;

/**
 * Short reviews of a restaurant as word numbers: does the writer praise (1) or blame (0)? Adjectives alone mislead: words deny them, near
 * ("hardly dull") or from afar ("nobody would say that the soup was rather dull"), one judgement outweighs another ("although the soup was
 * superb, the waiter felt rude"), some are about another house, and at the end all may be meant the other way round ("yeah right"). Order
 * carries the meaning, so that a bag of words stays near 75 % and it takes a memory to pass 95 %.
 *
 * @returns inputs int32 [rows, 40], numbers of `phraseVocabulary`, padded with 0 at the end; labels int32 [rows], 0 or 1
 */
export function drawPhrases(streams: Streams, rows: number): Drawn {
  const numbers = new Map(numbered(streams).map((word, number) => [word, number]));
  const data = new Int32Array(rows * PHRASE_LENGTH);
  const { inputs: texts, labels } = drawTexts(streams, rows);
  for (const [i, text] of texts.data.entries()) {
    const tokens = wordsOf(text).map((word) => numbers.get(word) ?? 1);
    data.set(tokens.slice(0, PHRASE_LENGTH), i * PHRASE_LENGTH);
  }
  return { inputs: { dtype: 'int32', shape: [rows, PHRASE_LENGTH], data }, labels };
}

/** The same reviews before they became numbers. */
export function drawTexts(streams: Streams, rows: number): DrawnTexts {
  const habits = drawHabits(streams.world('habits'));
  const labels = classLabels(rows, (i) => streams.classOf(i, 2));
  const data = Array.from({ length: rows }, (_, i) => {
    const random = streams.row(i);
    const slip = random.chance(SLIPS);
    return compose((labels.data[i] === 1) !== slip, habits, random);
  });
  return { inputs: { dtype: 'string', shape: [rows], data }, labels };
}

/** The exam's published vocabulary: a word's number is its place; number 0 is padding, number 1 stands for any other word. */
export function numbered(streams: Pick<Streams, 'world'>): readonly string[] {
  return ['', UNKNOWN, ...streams.world('vocabulary').shuffle(WORDS)];
}

/** As Keras `TextVectorization` standardises and splits: small letters, no punctuation, apart at spaces. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().replace(/[.,]/g, '').split(' ');
}
