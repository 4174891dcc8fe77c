import type { Drawn } from '../drawn.ts';
import { HORIZON_HOURS, SENSOR_CHANNELS, WINDOW_HOURS } from '../sensors.ts';
import { type Files, lines, messOf, utf8, withComma } from './files.ts';

const CHANNELS = SENSOR_CHANNELS.length;
const [DEMAND, TEMPERATURE, SUNSHINE, HOUR_OF_WEEK] = [0, 1, 2, 3];
/** Values that a logger has missed. */
const GAPS = 0.002;
/** Districts whose meter counts in kW. */
const KILOWATTS = 0.25;
const HOUR_MS = 3_600_000;
/** A Monday, 00:00: recordings begin within the two years after it. */
const FIRST_MONDAY = Date.UTC(2029, 0, 1);
const WEEKS = 104;

/**
 * A recording of 60 hours for each district, one file a channel and one line a district: `demand.csv` (48 hours and the 12 that
 * were to be foretold, ISO 8601 starts, MW or kW), `temperature.txt` (48 hours, between spaces, day-first starts, `--` for gaps)
 * and `sunshine.csv` (48 hours, semicolons, decimal commas, day-first starts). Lines of different files stand in different
 * orders. The hour of the week follows from the start; all times are local, without daylight saving.
 */
export function rawSensors(drawn: Drawn, seed: string): Files {
  const districts = drawn.labels.shape[0] ?? 0;
  const recordings = Array.from({ length: districts }, (_, i) => recording(drawn, i, seed));
  const inOrder = (name: string) => messOf('sensors', seed, name).shuffle(recordings);
  return new Map([
    ['demand.csv', utf8(lines([demandHeader(), ...inOrder('demand').map(({ demand }) => demand)]))],
    [
      'temperature.txt',
      utf8(
        lines(['# district  start  °C, hour by hour', ...inOrder('temperature').map((r) => r.temperature)]),
      ),
    ],
    ['sunshine.csv', utf8(lines([sunshineHeader(), ...inOrder('sunshine').map(({ sunshine }) => sunshine)]))],
  ]);
}

function demandHeader(): string {
  const hours = Array.from({ length: WINDOW_HOURS + HORIZON_HOURS }, (_, hour) => `h${hour}`);
  return ['district', 'start', 'unit', ...hours].join();
}

function sunshineHeader(): string {
  return ['district', 'start', ...Array.from({ length: WINDOW_HOURS }, (_, hour) => `h${hour}`)].join(';');
}

/** One district's line in each file. */
function recording({ inputs, labels }: Drawn, index: number, seed: string) {
  const mess = messOf('sensors', seed, String(index));
  const at = (channel: number) => (hour: number) =>
    inputs.data[(index * WINDOW_HOURS + hour) * CHANNELS + channel] ?? 0;
  const window = (channel: number) => Array.from({ length: WINDOW_HOURS }, (_, hour) => at(channel)(hour));
  const foretold = labels.data.subarray(index * HORIZON_HOURS, (index + 1) * HORIZON_HOURS);
  const start = FIRST_MONDAY + (mess.integer(WEEKS) * 168 + at(HOUR_OF_WEEK)(0)) * HOUR_MS;
  const unit = mess.chance(KILOWATTS) ? 'kW' : 'MW';
  const written = (value: number) => (unit === 'kW' ? (value * 1_000).toFixed(0) : value.toFixed(3));
  const withGaps = (values: readonly string[], gap: string) =>
    values.map((value) => (mess.chance(GAPS) ? gap : value));
  const id = `D${String(index + 1).padStart(5, '0')}`;
  const demand = withGaps([...window(DEMAND), ...foretold].map(written), '');
  const temperature = withGaps(
    window(TEMPERATURE).map((value) => value.toFixed(1)),
    '--',
  );
  const sunshine = window(SUNSHINE).map((value) => withComma(value.toFixed(1)));
  return {
    demand: [id, iso(start), unit, ...demand].join(),
    temperature: [id, ...dayFirst(start), ...temperature].join(' '),
    sunshine: [id, dayFirst(start).join(' '), ...withGaps(sunshine, '')].join(';'),
  };
}

/** `2029-03-05T14:00` */
function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 16);
}

/** `05.03.2029`, `14:00` */
function dayFirst(time: number): readonly [string, string] {
  const [date = '', hour = ''] = iso(time).split('T');
  return [date.split('-').reverse().join('.'), hour];
}
