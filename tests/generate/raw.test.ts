import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { decode as decodeBmp } from 'fast-bmp';
import { decode as decodePng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { drawPhraseTexts, drawTask, PRACTICE_TASKS } from '../../src/generate/index.ts';
import { classNames, SCENE_SIDES, SHEET, trainingFiles } from '../../src/generate/raw/index.ts';
import { ENCODERS, resized } from '../../src/generate/raw/pictures.ts';

const SEED = 'raw-tests';
const text = (bytes: Uint8Array | undefined, encoding = 'utf-8') =>
  new TextDecoder(encoding, { fatal: true }).decode(bytes);
const table = (bytes: string, delimiter: string): Record<string, string>[] =>
  parse(bytes, { delimiter, columns: true });

describe.each(PRACTICE_TASKS)('the training files of $id', ({ id }) => {
  it('are the same bytes for the same seed, and others for another', () => {
    const files = trainingFiles(id, SEED, 12);
    expect(trainingFiles(id, SEED, 12)).toEqual(files);
    expect(trainingFiles(id, 'another seed', 12)).not.toEqual(files);
  });
});

describe('the two surveys', () => {
  const rows = 400;
  const { inputs, labels } = drawTask('tabular', SEED, 'train', rows);
  const files = trainingFiles('tabular', SEED, rows);
  const north = table(text(files.get('houses-north.csv')), ',');
  const south = table(text(files.get('houses-south.csv'), 'latin1').replaceAll(/(\d),(\d)/g, '$1.$2'), ';');
  const houses = [...north, ...south];

  it('hold every house, in two encodings', () => {
    expect(houses).toHaveLength(rows);
    expect(() => text(files.get('houses-south.csv'))).toThrow(TypeError);
  });

  it('tell what a model will be given, once units are one and gaps are out', () => {
    const units = new Set<string>();
    const complete = houses.filter(({ floor_area = '', outside_temperature = '', heating_kwh }, i) => {
      const [area, temperature] = [inUnitsOfTheTask(floor_area), inUnitsOfTheTask(outside_temperature)];
      if (!area || !temperature) return false;
      units.add(area.unit).add(temperature.unit);
      expect(area.value).toBeCloseTo(inputs.data[6 * i] ?? Number.NaN, 1);
      expect(temperature.value).toBeCloseTo(inputs.data[6 * i + 3] ?? Number.NaN, 1);
      expect(Number(heating_kwh)).toBeCloseTo(labels.data[i] ?? Number.NaN, 1);
      return true;
    });
    expect(complete.length).toBeGreaterThan(rows * 0.85);
    expect(complete.length).toBeLessThan(rows);
    expect([...units].sort()).toEqual(['m²', 'sq ft', '°C', '°F']);
  });
});

/** `538.2 sq ft` → 50 (m²); `undefined` where the office did not know. */
function inUnitsOfTheTask(cell: string): { value: number; unit: string } | undefined {
  const [, digits, unit = ''] = cell.match(/^(-?[\d.]+) (m²|sq ft|°C|°F)$/) ?? [];
  if (digits === undefined) return undefined;
  const converted = { 'sq ft': Number(digits) / 10.7639, '°F': (Number(digits) - 32) / 1.8 }[unit];
  return { value: converted ?? Number(digits), unit };
}

it('the contact sheets show every letter where the list says, or its negative', () => {
  const rows = 1_000;
  const { inputs, labels } = drawTask('glyphs', SEED, 'train', rows);
  const files = trainingFiles('glyphs', SEED, rows);
  const names = classNames('glyphs', SEED);
  const list = table(text(files.get('labels.csv')), ',');
  expect(list.filter(({ letter }) => letter === '').length).toBeGreaterThan(0);
  for (const [i, { sheet = '', row, column, letter }] of list.entries()) {
    if (letter !== '') expect(names.indexOf(letter ?? '')).toBe(labels.data[i]);
    if (i % 97 !== 0) continue;
    const { width, channels, data } = decodePng(files.get(sheet) ?? new Uint8Array());
    const pitch = SHEET.size + SHEET.gap;
    const [x, y] = [SHEET.gap + (Number(column) - 1) * pitch, SHEET.gap + (Number(row) - 1) * pitch];
    const pixels = Array.from({ length: SHEET.size ** 2 }, (_, p) => {
      return data[((y + Math.floor(p / SHEET.size)) * width + x + (p % SHEET.size)) * channels] ?? -1;
    });
    const original = [...inputs.data.subarray(i * SHEET.size ** 2, (i + 1) * SHEET.size ** 2)];
    expect([original, original.map((level) => 255 - level)]).toContainEqual(pixels);
  }
});

describe('the pictures', () => {
  const rows = 60;
  const { inputs, labels } = drawTask('scenes', SEED, 'train', rows);
  const files = trainingFiles('scenes', SEED, rows);
  const names = classNames('scenes', SEED);
  const unsorted = new Map(
    table(text(files.get('unsorted.csv')), ',').map((row) => [row.file ?? '', row.class ?? '']),
  );
  const pictures = [...files].filter(([path]) => path !== 'unsorted.csv');

  it('lie in the folder of their class, or in a list', () => {
    expect(pictures).toHaveLength(rows);
    for (const [path] of pictures) {
      const [folder = '', file = ''] = path.split('/');
      const shown = folder === 'unsorted' ? unsorted.get(file) : folder;
      expect(names.indexOf(shown ?? '')).toBe(labels.data[Number.parseInt(file, 10) - 1]);
    }
  });

  it('come in three formats and many sizes, and shrink to what a model will be given', () => {
    const formats = new Set<string>();
    for (const [path, bytes] of pictures) {
      const { width, height, data } = decode(path, bytes);
      formats.add(path.slice(-3));
      for (const side of [width, height]) {
        expect(side).toBeGreaterThanOrEqual(SCENE_SIDES.from);
        expect(side).toBeLessThanOrEqual(SCENE_SIDES.to);
      }
      const shrunk = resized({ width, height, data: Uint8Array.from(data) }, 64, 64).data;
      const row = Number.parseInt(path.split('/')[1] ?? '', 10) - 1;
      const original = inputs.data.subarray(row * shrunk.length, (row + 1) * shrunk.length);
      const error = shrunk.reduce((sum, level, i) => sum + Math.abs(level - (original[i] ?? 0)), 0);
      expect(error / shrunk.length).toBeLessThan(8);
    }
    expect([...formats].sort()).toEqual(['bmp', 'jpg', 'png']);
  });
});

function decode(path: string, bytes: Uint8Array) {
  if (path.endsWith('.png')) return decodePng(bytes);
  if (path.endsWith('.jpg')) return decodeJpeg(bytes, { useTArray: true, formatAsRGBA: false });
  const { data, ...size } = decodeBmp(bytes);
  return { ...size, data: data as Uint8Array };
}

it('the reviews are the texts of the task, in nested lines and in a guest book in UTF-16', () => {
  const rows = 200;
  const { inputs, labels } = drawPhraseTexts(SEED, 'train', rows);
  const files = trainingFiles('phrases', SEED, rows);
  const lines = text(files.get('reviews.jsonl')).trim().split('\n');
  const reviews = lines.map((line) => {
    const { review, rating } = JSON.parse(line) as {
      review: { body: string[] };
      rating: { stars: number | null };
    };
    return { text: review.body.join(' '), praises: rating.stars === null ? null : rating.stars > 3 };
  });
  const entries = text(files.get('guest-book.txt'), 'utf-16le').replaceAll('\r', '').trim().split('\n\n');
  const guests = entries.map((entry) => {
    const [heading = '', body] = entry.split('\n');
    return { text: body, praises: heading.endsWith(': praise') };
  });
  const all = [...reviews, ...guests];
  expect(all.map((review) => review.text)).toEqual(inputs.data);
  for (const [i, { praises }] of all.entries())
    if (praises !== null) expect(praises).toBe(labels.data[i] === 1);
  expect(reviews.filter(({ praises }) => praises === null).length).toBeGreaterThan(0);
});

describe('the recordings', () => {
  const rows = 60;
  const { inputs, labels } = drawTask('sensors', SEED, 'train', rows);
  const files = trainingFiles('sensors', SEED, rows);
  const window = (row: number, channel: number) =>
    Array.from({ length: 48 }, (_, hour) => inputs.data[(row * 48 + hour) * 4 + channel] ?? Number.NaN);
  const expectNear = (written: readonly string[], values: readonly number[], tolerance: number) => {
    expect(written).toHaveLength(values.length);
    for (const [i, cell] of written.entries()) {
      if (cell === '' || cell === '--') continue;
      expect(Math.abs(Number(cell.replace(',', '.')) - (values[i] ?? Number.NaN))).toBeLessThanOrEqual(
        tolerance,
      );
    }
  };
  const [demand, temperature, sunshine] = (
    [
      ['demand.csv', /,/],
      ['temperature.txt', / /],
      ['sunshine.csv', /[; ]/],
    ] as const
  ).map(([name, separator]) => {
    const [, ...lines] = text(files.get(name)).trim().split('\n');
    const cells = lines.map((line) => line.split(separator));
    return new Map(cells.map(([district = '', ...rest]) => [Number(district.slice(1)) - 1, rest]));
  });

  it.each(Array.from({ length: rows }, (_, row) => row))(
    'tell window %i, its hours of the week by its start',
    (row) => {
      const [start = '', unit, ...power] = demand?.get(row) ?? [];
      const begin = new Date(`${start}Z`);
      expect(((begin.getUTCDay() + 6) % 7) * 24 + begin.getUTCHours()).toBe(window(row, 3)[0]);
      const foretold = [...labels.data.subarray(row * 12, (row + 1) * 12)];
      const watts = [...window(row, 0), ...foretold].map(
        (megawatts) => megawatts * (unit === 'kW' ? 1_000 : 1),
      );
      expectNear(power, watts, unit === 'kW' ? 0.501 : 0.00051);

      const dayFirst = [start.slice(0, 10).split('-').reverse().join('.'), start.slice(11)];
      for (const [file, channel] of [temperature, sunshine].map((lines, i) => [lines, i + 1] as const)) {
        const cells = file?.get(row) ?? [];
        expect(cells.slice(0, 2)).toEqual(dayFirst);
        expectNear(cells.slice(2), window(row, channel), 0.0501);
      }
    },
  );

  it('have gaps', () => {
    expect([...(temperature?.values() ?? [])].flat()).toContain('--');
    expect([...(demand?.values() ?? [])].flat()).toContain('');
  });
});

it('writes pictures as the same bytes on every machine', () => {
  const data = Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * i + 7 * i) % 251);
  const picture = resized({ width: 40, height: 30, data }, 57, 43);
  const hashes = Object.entries(ENCODERS).map(([name, encode]) => [
    name,
    createHash('sha256').update(encode(picture)).digest('hex').slice(0, 16),
  ]);
  expect(Object.fromEntries(hashes)).toMatchInlineSnapshot(`
    {
      "bmp": "ef82b7ee92a84a68",
      "jpg": "8ad72d56383bf310",
      "png": "d05cca977a0cdd18",
    }
  `);
});
