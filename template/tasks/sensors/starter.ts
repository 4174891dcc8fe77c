/** A first model for this task: bring the three files together, leave out districts with gaps, fit a straight line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalization, save, tf, train } from '../tensorflow.ts';

const DATA = join(import.meta.dirname, 'data');
const [HOURS, HORIZON, WEEK] = [48, 12, 168];

/** The lines of a file behind its first, cut into cells. */
function read(name: string, separator: string): string[][] {
  const [, ...lines] = readFileSync(join(DATA, name), 'utf8').trim().split('\n');
  return lines.map((line) => line.split(separator));
}

/** NaN where there is no number. */
function numbers(cells: readonly string[]): number[] {
  return cells.map((cell) => (cell === '' || cell === '--' ? Number.NaN : Number(cell.replace(',', '.'))));
}

interface District {
  /** 48 hours of the four channels. */
  readonly window: readonly (readonly number[])[];
  /** The 12 hours to foretell, in MW. */
  readonly answer: readonly number[];
}

function readDistricts(): District[] {
  const temperatures = new Map(
    read('temperature.txt', ' ').map(([id, , , ...cells]) => [id, numbers(cells)]),
  );
  const sunshine = new Map(read('sunshine.csv', ';').map(([id, , ...cells]) => [id, numbers(cells)]));
  return read('demand.csv', ',').map(([id, start, unit, ...cells]) => {
    const demand = numbers(cells).map((value) => (unit === 'kW' ? value / 1_000 : value));
    const begin = new Date(`${start}Z`);
    const first = ((begin.getUTCDay() + 6) % 7) * 24 + begin.getUTCHours();
    const channels = [demand, temperatures.get(id) ?? [], sunshine.get(id) ?? []];
    const window = Array.from({ length: HOURS }, (_, hour) => [
      ...channels.map((channel) => channel[hour] ?? Number.NaN),
      (first + hour) % WEEK,
    ]);
    return { window, answer: demand.slice(HOURS) };
  });
}

const districts = readDistricts();
const complete = districts.filter(({ window, answer }) =>
  [...window.flat(), ...answer].every(Number.isFinite),
);
console.log(`${complete.length} of ${districts.length} districts have no gap`);

const inputs = tf.tensor(
  complete.flatMap(({ window }) => window.flat()),
  [complete.length, HOURS, 4],
);
const labels = tf.tensor(
  complete.flatMap(({ answer }) => answer),
  [complete.length, HORIZON],
);
const [mean = 0] = labels.mean().dataSync();
const model = tf.sequential({
  layers: [
    normalization(inputs),
    tf.layers.flatten(),
    // Begins with the mean, so that less is left to learn.
    tf.layers.dense({ units: HORIZON, biasInitializer: tf.initializers.constant({ value: mean }) }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanAbsoluteError' });
await train(model, inputs, labels, 12);
await save(model, 'sensors');
