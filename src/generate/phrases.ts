import { classLabels, type Drawn } from './drawn.ts';
import { compose, drawHabits, WORDS } from './grammar.ts';
import type { Streams } from './streams.ts';

export const PHRASE_LENGTH = 40;

/** Reviews whose reader pressed the wrong button: nobody can tell. */
const SLIPS = 0.02;

/**
 * Short reviews of a restaurant as word numbers: does the writer praise (1) or blame (0)? Adjectives alone mislead, since words
 * deny them ("hardly dull", "anything but fresh", but "not only fresh") and one judgement outweighs another ("although the
 * soup was superb, the waiter felt rude"). Order carries the meaning, so a bag of words stays near 75 %.
 *
 * @returns inputs int32 [rows, 40], numbers of `phraseVocabulary`, padded with 0 at the end; labels int32 [rows], 0 or 1
 */
export function drawPhrases(streams: Streams, rows: number): Drawn {
  const habits = drawHabits(streams.world('habits'));
  const numbers = new Map(numbered(streams).map((word, number) => [word, number]));
  const data = new Int32Array(rows * PHRASE_LENGTH);
  const labels = classLabels(rows, (i) => streams.classOf(i, 2));
  for (let i = 0; i < rows; i++) {
    const random = streams.row(i);
    const slip = random.chance(SLIPS);
    const text = compose((labels.data[i] === 1) !== slip, habits, random);
    const tokens = text.split(' ').map((word) => numbers.get(word) ?? 0);
    data.set(tokens.slice(0, PHRASE_LENGTH), i * PHRASE_LENGTH);
  }
  return { inputs: { dtype: 'int32', shape: [rows, PHRASE_LENGTH], data }, labels };
}

/** The exam's published vocabulary: a word's number is its place; number 0 is padding. */
export function numbered(streams: Pick<Streams, 'world'>): readonly string[] {
  return ['', ...streams.world('vocabulary').shuffle(WORDS)];
}
