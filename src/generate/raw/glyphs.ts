import { encode } from 'fast-png';
import type { Drawn } from '../drawn.ts';
import { GLYPH_SIZE } from '../glyphs.ts';
import type { Random } from '../random.ts';
import { type Files, lines, messOf, utf8 } from './files.ts';

/** Letters on a contact sheet. */
export const SHEET = { columns: 20, rows: 10, size: GLYPH_SIZE, gap: 2 } as const;

const SYLLABLES = ['ka', 'ti', 'mo', 'se', 'ru', 'na', 'lo', 'vi', 'du', 'pe', 'hu', 'so', 'ya', 'ge', 'ri'];
/** Letters that the palaeographer has not named. */
const UNLABELLED = 0.02;
const GRID_LEVEL = 128;
const MAX_LEVEL = 255;

/** What the letters are called, in class order, which is not the alphabet's. */
export function letterNames(seed: string, classes: number): readonly string[] {
  return messOf('glyphs', seed, 'names').shuffle(SYLLABLES).slice(0, classes);
}

/**
 * Contact sheets of a scanner, `sheet-01.png` and on, with `labels.csv` (sheet, row, column, letter): letters side by side,
 * lines of the grid between them. Some sheets were scanned in colour, some as negatives (dark ink on bright paper), and some letters
 * have no name yet.
 *
 * @param classes how many letters the script has
 */
export function rawGlyphs({ inputs, labels }: Drawn, seed: string, classes: number): Files {
  const perSheet = SHEET.columns * SHEET.rows;
  const names = letterNames(seed, classes);
  const sheets = Array.from({ length: Math.ceil(labels.data.length / perSheet) }, (_, i) => {
    const pixels = inputs.data.subarray(i * perSheet * SHEET.size ** 2, (i + 1) * perSheet * SHEET.size ** 2);
    return [sheetName(i), scan(pixels, messOf('glyphs', seed, 'sheet', String(i)))] as const;
  });
  const known = messOf('glyphs', seed, 'labels');
  const rows = Array.from(labels.data, (label, i) => {
    const cell = i % perSheet;
    const place = [Math.floor(cell / SHEET.columns) + 1, (cell % SHEET.columns) + 1];
    return [
      sheetName(Math.floor(i / perSheet)),
      ...place,
      known.chance(UNLABELLED) ? '' : names[label],
    ].join();
  });
  return new Map([...sheets, ['labels.csv', utf8(lines(['sheet,row,column,letter', ...rows]))]]);
}

function sheetName(index: number): string {
  return `sheet-${String(index + 1).padStart(2, '0')}.png`;
}

function scan(letters: ArrayLike<number>, mess: Random): Uint8Array {
  const pitch = SHEET.size + SHEET.gap;
  const [width, height] = [SHEET.columns * pitch + SHEET.gap, SHEET.rows * pitch + SHEET.gap];
  const grey = new Uint8Array(width * height).fill(GRID_LEVEL);
  for (let i = 0; i < letters.length; i++) {
    const [cell, inside] = [Math.floor(i / SHEET.size ** 2), i % SHEET.size ** 2];
    const x = SHEET.gap + (cell % SHEET.columns) * pitch + (inside % SHEET.size);
    const y = SHEET.gap + Math.floor(cell / SHEET.columns) * pitch + Math.floor(inside / SHEET.size);
    grey[y * width + x] = letters[i] ?? 0;
  }
  const data = mess.chance(1 / 4) ? grey.map((level) => MAX_LEVEL - level) : grey;
  if (!mess.chance(1 / 4)) return encode({ width, height, data, channels: 1 });
  return encode({ width, height, data: coloured(data), channels: 3 });
}

/** The same grey as red, green and blue. */
function coloured(grey: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)] ?? 0);
}
