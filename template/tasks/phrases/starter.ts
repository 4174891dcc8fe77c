/** A first model for this task: read both files, number the words as the grader does, weigh each word. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { save, tf, train } from '../tensorflow.ts';

const DATA = join(import.meta.dirname, 'data');
const WORDS = readFileSync(join(import.meta.dirname, 'vocabulary.txt'), 'utf8').split('\n');
const NUMBERS = new Map(WORDS.map((word, number) => [word, number]));
const LENGTH = 40;
const UNKNOWN = 1;

interface Review {
  readonly text: string;
  readonly praises: boolean;
}

/** A line of `reviews.jsonl`. */
interface Entry {
  readonly review: { readonly body: readonly string[] };
  readonly rating: { readonly stars: number | null };
}

function readReviews(): Review[] {
  const entries = readFileSync(join(DATA, 'reviews.jsonl'), 'utf8').trim().split('\n');
  return entries.flatMap((line) => {
    const { review, rating }: Entry = JSON.parse(line);
    return rating.stars === null ? [] : [{ text: review.body.join(' '), praises: rating.stars > 3 }];
  });
}

function readGuestBook(): Review[] {
  const book = new TextDecoder('utf-16le').decode(readFileSync(join(DATA, 'guest-book.txt')));
  const entries = book.matchAll(/^## Guest \d+: (praise|blame)\r\n(.*)\r$/gm);
  return Array.from(entries, ([, verdict, text = '']) => ({ text, praises: verdict === 'praise' }));
}

/** Small letters, no punctuation, the numbers of the vocabulary, zeros to the right. */
function tokens(text: string): number[] {
  const words = text
    .toLowerCase()
    .replaceAll(/[!-/:-@[-`{-~]/g, '')
    .trim()
    .split(/\s+/);
  const numbers = words.slice(0, LENGTH).map((word) => NUMBERS.get(word) ?? UNKNOWN);
  return [...numbers, ...Array<number>(LENGTH - numbers.length).fill(0)];
}

/** What share of the tokens each word has. */
function share(numbers: readonly number[]): number[] {
  const result = WORDS.map(() => 0);
  for (const number of numbers) result[number] = (result[number] ?? 0) + 1 / LENGTH;
  return result;
}

const reviews = [...readReviews(), ...readGuestBook()];
console.log(`${reviews.length} reviews are rated`);

tf.util.shuffle(reviews);
const numbered = reviews.map(({ text }) => tokens(text));
const labels = tf.tensor2d(reviews.map(({ praises }) => [Number(praises)]));

// How often each word stands in a review, and what that tells: a weight for each word.
const counts = tf.tensor2d(numbered.map(share));
const judge = tf.layers.dense({ units: 1, activation: 'sigmoid', inputShape: [WORDS.length] });
const bag = tf.sequential({ layers: [judge] });
bag.compile({ optimizer: tf.train.adam(0.05), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
await train(bag, counts, labels, 15);

// The same, as a model of word numbers: an embedding is a table with the weights of each word.
const [weights, bias] = judge.getWeights();
if (!weights || !bias) throw new Error('The dense layer has weights and a bias.');
const embedding = tf.layers.embedding({
  inputDim: WORDS.length,
  outputDim: 1,
  inputLength: LENGTH,
  weights: [weights],
});
const decide = tf.layers.dense({ units: 1, activation: 'sigmoid', weights: [tf.ones([1, 1]), bias] });
const model = tf.sequential({ layers: [embedding, tf.layers.globalAveragePooling1d({}), decide] });
await save(model, 'phrases');
