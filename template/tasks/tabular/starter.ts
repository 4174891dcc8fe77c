/** A first model for this task: read both surveys, keep the houses that are complete, train a small network. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalization, save, tf, train } from '../tensorflow.ts';

const DATA = join(import.meta.dirname, 'data');
const COLUMNS = ['floor_area', 'storeys', 'insulation_cm', 'outside_temperature', 'wind_m_s', 'residents'];
const TARGET = 'heating_kwh';

/** Both files in one form: the cells of each house by column. */
function readHouses(): Map<string, string>[] {
  const north = readFileSync(join(DATA, 'houses-north.csv'), 'utf8');
  const south = readFileSync(join(DATA, 'houses-south.csv'), 'latin1');
  return [...readTable(north, ','), ...readTable(south.replaceAll(',', '.'), ';')];
}

function readTable(text: string, separator: string): Map<string, string>[] {
  const [header = '', ...lines] = text.trim().split('\n');
  const names = header.split(separator);
  return lines.map((line) => new Map(line.split(separator).map((cell, i) => [names[i] ?? '', cell])));
}

/** A cell in the units of the model; NaN where nothing is known. */
function number(cell = ''): number {
  const [, digits = 'NaN', unit] = cell.match(/^(-?[\d.]+)(?: (.+))?$/) ?? [];
  const value = cell === '-999' ? Number.NaN : Number(digits);
  if (unit === 'sq ft') return value / 10.7639;
  return unit === '°F' ? (value - 32) / 1.8 : value;
}

const houses = readHouses();
const rows = houses.map((house) => [...COLUMNS, TARGET].map((name) => number(house.get(name))));
const complete = rows.filter((row) => row.every(Number.isFinite));
console.log(`${complete.length} of ${rows.length} houses are complete`);

const inputs = tf.tensor2d(complete.map((row) => row.slice(0, -1)));
const labels = tf.tensor2d(complete.map((row) => row.slice(-1)));
const model = tf.sequential({
  layers: [
    normalization(inputs),
    tf.layers.dense({ units: 32, activation: 'relu' }),
    tf.layers.dense({ units: 1 }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
await train(model, inputs, labels, 20);
await save(model, 'tabular');
