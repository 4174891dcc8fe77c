import type { Drawn } from '../drawn.ts';
import type { Random } from '../random.ts';
import { type Files, latin1, lines, messOf, utf8, withComma } from './files.ts';

/** Headers of the raw tables, in the order in which a model receives the columns; then the target. */
export const HOUSE_HEADERS = [
  'floor_area',
  'storeys',
  'insulation_cm',
  'outside_temperature',
  'wind_m_s',
  'residents',
] as const;
export const HOUSE_TARGET = 'heating_kwh';

/** Share of the houses that the second office has surveyed. */
const SECOND_OFFICE = 0.4;
const MISSING = 0.03;
const IMPERIAL = 0.3;
const SQUARE_FEET_PER_M2 = 10.7639;
/** The second office writes its columns in another order: places among the headers, target included. */
const OTHER_ORDER = [6, 3, 0, 5, 1, 4, 2];

/**
 * The survey of two offices: `houses-north.csv` (UTF-8, commas between columns) and `houses-south.csv` (Latin-1, semicolons,
 * decimal commas, columns in another order). Some houses were measured in square feet or degrees Fahrenheit, and some cells
 * were left empty, or filled with `n/a` or −999.
 */
export function rawTabular({ inputs, labels }: Drawn, seed: string): Files {
  const columns = HOUSE_HEADERS.length;
  const houses = Array.from(labels.data, (kwh, i) => {
    const row = [...inputs.data.subarray(i * columns, (i + 1) * columns)];
    return [...cells(row, messOf('tabular', seed, String(i))), kwh.toFixed(2)];
  });
  const north = Math.round(houses.length * (1 - SECOND_OFFICE));
  return new Map([
    ['houses-north.csv', northTable(houses.slice(0, north))],
    ['houses-south.csv', southTable(houses.slice(north))],
  ]);
}

const HEADERS = [...HOUSE_HEADERS, HOUSE_TARGET];

function northTable(houses: readonly (readonly string[])[]): Uint8Array {
  const rows = houses.map((row, i) => [`N${i + 1}`, ...row]);
  return utf8(lines([['house', ...HEADERS], ...rows].map((row) => row.join(','))));
}

function southTable(houses: readonly (readonly string[])[]): Uint8Array {
  const reorder = (row: readonly string[]) => OTHER_ORDER.map((place) => row[place] ?? '');
  const rows = houses.map((row, i) => [`S${i + 1}`, ...reorder(row).map(withComma)]);
  return latin1(lines([['house', ...reorder(HEADERS)], ...rows].map((row) => row.join(';'))));
}

/** A house as its surveyor wrote it down. */
function cells(row: readonly number[], mess: Random): string[] {
  const [area = 0, storeys = 0, insulation = 0, temperature = 0, wind = 0, residents = 0] = row;
  const written = [
    mess.chance(IMPERIAL) ? `${(area * SQUARE_FEET_PER_M2).toFixed(1)} sq ft` : `${plain(area)} m²`,
    plain(storeys),
    plain(insulation),
    mess.chance(IMPERIAL) ? `${(temperature * 1.8 + 32).toFixed(2)} °F` : `${plain(temperature)} °C`,
    plain(wind),
    plain(residents),
  ];
  return written.map((cell) => (mess.chance(MISSING) ? mess.pick(['', 'n/a', '-999']) : cell));
}

/** As few digits as tell a float32 of the task from its neighbours: `3.5`, not `3.5000000`. */
function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}
