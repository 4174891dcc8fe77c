/** A first model for this task: cut the letters out of the sheets, train a small dense network. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { save, tf, train } from '../tensorflow.ts';

const DATA = join(import.meta.dirname, 'data');
const CLASSES = readFileSync(join(import.meta.dirname, 'classes.txt'), 'utf8').split('\n');
const [SIZE, GAP] = [28, 2];

interface Sheet {
  readonly width: number;
  /** Grey levels, bright ink on dark paper. */
  readonly levels: readonly number[];
}

const sheets = new Map<string, Sheet>();

function readSheet(name: string): Sheet {
  const known = sheets.get(name);
  if (known) return known;
  const { width, data, channels } = decode(readFileSync(join(DATA, name)));
  const grey = Array.from(data).filter((_, i) => i % channels === 0);
  // There is far more paper than ink.
  const isNegative = grey.filter((level) => level > 128).length > grey.length / 2;
  const sheet = { width, levels: isNegative ? grey.map((level) => 255 - level) : grey };
  sheets.set(name, sheet);
  return sheet;
}

function cut({ width, levels }: Sheet, row: number, column: number): number[] {
  const [top, left] = [row, column].map((place) => GAP + (place - 1) * (SIZE + GAP)) as [number, number];
  const lines = Array.from({ length: SIZE }, (_, y) => (top + y) * width + left);
  return lines.flatMap((start) => levels.slice(start, start + SIZE));
}

const [, ...lines] = readFileSync(join(DATA, 'labels.csv'), 'utf8').trim().split('\n');
const cells = lines.map((line) => line.split(',')).filter(([, , , letter]) => letter);
console.log(`${cells.length} letters have names`);
const pictures = cells.map(([sheet = '', row, column]) => cut(readSheet(sheet), Number(row), Number(column)));

const inputs = tf.tensor(pictures.flat(), [cells.length, SIZE, SIZE, 1]);
const labels = tf.tensor1d(cells.map(([, , , letter = '']) => CLASSES.indexOf(letter)));
const model = tf.sequential({
  layers: [
    tf.layers.rescaling({ scale: 1 / 255, inputShape: [SIZE, SIZE, 1] }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 48, activation: 'relu' }),
    tf.layers.dense({ units: CLASSES.length, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await train(model, inputs, labels, 5);
await save(model, 'glyphs');
