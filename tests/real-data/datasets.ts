/**
 * The held-out rows of three public data sets, read in TypeScript by the rules that `tests/fixtures/real-data/datasets.py`
 * states, so that a hidden set packed here holds what Python measured.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import jpeg from 'jpeg-js';
import type { HiddenSet } from '../../src/domain/hidden.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/real-data');
const WORDS = 24;
const [PAST_DAYS, NEXT_DAYS] = [21, 3];
const CHANNELS = ['precipitation', 'temp_max', 'temp_min', 'wind'];
const SIDE = 50;
const UNSCALED_BYTES = 100_000;

/** Questions to a bank: int32 [rows, 24] word numbers → 77 intents. Every 4th row of the set's own test file. */
export function banking77(data: string): HiddenSet {
  const folder = join(data, 'banking77/banking_data');
  const classes: string[] = JSON.parse(readFileSync(join(folder, 'categories.json'), 'utf8'));
  const vocabulary = readFileSync(join(FIXTURES, 'vocabulary.txt'), 'utf8').trimEnd().split('\n');
  const numbers = new Map(vocabulary.map((word, line) => [word, line + 1]));
  const rows = readTable(join(folder, 'test.csv')).filter((_, i) => i % 4 === 0);
  const inputs = new Int32Array(rows.length * WORDS);
  for (const [i, row] of rows.entries()) {
    const words =
      row
        .get('text')
        ?.toLowerCase()
        .match(/[a-z']+/g) ?? [];
    inputs.set(
      words.slice(0, WORDS).map((word) => numbers.get(word) ?? 1),
      i * WORDS,
    );
  }
  return {
    inputs: { dtype: 'int32', shape: [rows.length, WORDS], data: inputs },
    labels: classLabels(rows.map((row) => classes.indexOf(row.get('category') ?? ''))),
  };
}

/** Three weeks of weather: float32 [rows, 21, 4] → highest temperature of the next 3 days, in 2015. */
export function seattleWeather(data: string): HiddenSet {
  const table = readTable(join(data, 'seattle-weather/data/seattle-weather.csv'));
  const days = table.map((day) => CHANNELS.map((channel) => Number(day.get(channel))));
  const firsts = [...table.keys()].filter(
    (day) => (table[day]?.get('date') ?? '') >= '2015' && day + NEXT_DAYS <= table.length,
  );
  const inputs = firsts.flatMap((first) => days.slice(first - PAST_DAYS, first).flat());
  const labels = firsts.flatMap((first) =>
    days.slice(first, first + NEXT_DAYS).map(([, warmest]) => warmest ?? 0),
  );
  return {
    inputs: {
      dtype: 'float32',
      shape: [firsts.length, PAST_DAYS, CHANNELS.length],
      data: Float32Array.from(inputs),
    },
    labels: { dtype: 'float32', shape: [firsts.length, NEXT_DAYS], data: Float32Array.from(labels) },
  };
}

/** Photographed hands: float32 [rows, 50, 50, 1] grey levels → the digit they sign. */
export function signLanguageDigits(data: string): HiddenSet {
  const root = join(data, 'sign-language-digits/Dataset');
  const files = readdirSync(root)
    .toSorted()
    .flatMap((digit) => picturesOf(root, digit));
  const held = files.filter((file) => (createHash('sha256').update(file).digest()[0] ?? 0) % 5 === 0);
  const inputs = new Float32Array(held.length * SIDE * SIDE);
  for (const [i, file] of held.entries()) {
    inputs.set(halvedGrey(jpeg.decode(readFileSync(join(root, file)))), i * SIDE * SIDE);
  }
  return {
    inputs: { dtype: 'float32', shape: [held.length, SIDE, SIDE, 1], data: inputs },
    labels: classLabels(held.map((file) => Number(file.split('/')[0]))),
  };
}

function picturesOf(root: string, digit: string): string[] {
  return readdirSync(join(root, digit))
    .filter((name) => name.endsWith('.JPG') && statSync(join(root, digit, name)).size <= UNSCALED_BYTES)
    .toSorted()
    .map((name) => `${digit}/${name}`);
}

/** Luminance, then the mean of 2 × 2 pixels. */
function halvedGrey({ width, data }: { width: number; data: Uint8Array }): Float32Array {
  const grey = (x: number, y: number) => {
    const at = 4 * (y * width + x);
    return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  };
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [2 * (i % SIDE), 2 * Math.floor(i / SIDE)];
    return (grey(x, y) + grey(x + 1, y) + grey(x, y + 1) + grey(x + 1, y + 1)) / 4;
  });
}

function classLabels(classes: readonly number[]): HiddenSet['labels'] {
  return { dtype: 'int32', shape: [classes.length], data: Int32Array.from(classes) };
}

/** A CSV file by the columns that its first line names. Quoted fields may hold commas, line ends and doubled quotes. */
function readTable(path: string): ReadonlyMap<string, string>[] {
  const [names = [], ...rows] = records(readFileSync(path, 'utf8'));
  return rows.map((row) => new Map(names.map((name, column) => [name, row[column] ?? ''])));
}

function records(text: string): string[][] {
  const result: string[][] = [[]];
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (whole === '') break;
    result.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') result.push([]);
  }
  return result.filter((record) => record.length > 0);
}
