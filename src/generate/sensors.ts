import { type Drawn, floatRows } from './drawn.ts';
import type { Random } from './random.ts';
import { cosine } from './sine.ts';
import type { Streams } from './streams.ts';

/** The channels of a window, one value an hour, in the order in which a model receives them. */
export const SENSOR_CHANNELS = [
  'heat demand in MW (the target)',
  'outside temperature in °C',
  'sunshine in W/m²',
  'hour of the week, 0 is Monday midnight',
] as const;

/** Hours a model sees, and hours it must foretell. */
export const WINDOW_HOURS = 48;
export const HORIZON_HOURS = 12;

const WEEK_HOURS = 168;
const DAY_HOURS = 24;
/** Hours simulated before the window, so that slow quantities have left their starting values. */
const WARM_UP_HOURS = 48;

/** How the town of one exam lives. */
interface Town {
  readonly morningPeak: number;
  readonly eveningPeak: number;
  /** Demand on a weekend day, as a share of a working day's. */
  readonly weekend: number;
  /** MW per °C below the heating limit. */
  readonly heating: number;
  /** MW that full sunshine saves. */
  readonly solarGain: number;
  readonly sunPeak: number;
}

/** One hour of one district. */
type Hour = readonly [demand: number, temperature: number, sunshine: number, hourOfWeek: number];

/**
 * A district-heating plant looks two days back and must foretell the next twelve hours. Demand follows the clock (two peaks a
 * day, quiet weekends), the weather (cold fronts that linger, clouds over the sun, houses that answer hours later) and
 * itself; each row is another district of the same town, of its own size, in its own season of the year. Now and then a block
 * of houses is switched off, and demand stays lower.
 *
 * @returns inputs float32 [rows, 48, 4] (`SENSOR_CHANNELS`), labels float32 [rows, 12], demand in MW
 */
export function drawSensors(streams: Streams, rows: number): Drawn {
  const town = drawTown(streams.world('town'));
  const labels = new Float32Array(rows * HORIZON_HOURS);
  const inputs = floatRows(rows, [WINDOW_HOURS, SENSOR_CHANNELS.length], (row, i) => {
    const hours = simulate(town, streams.row(i)).slice(WARM_UP_HOURS);
    row.set(hours.slice(0, WINDOW_HOURS).flat());
    labels.set(
      hours.slice(WINDOW_HOURS).map(([demand]) => demand),
      i * HORIZON_HOURS,
    );
  });
  return { inputs, labels: { dtype: 'float32', shape: [rows, HORIZON_HOURS], data: labels } };
}

/**
 * The unit of MASE: mean absolute error, in MW, of the seasonal naive forecast ("as yesterday at this hour") over drawn
 * windows (Hyndman & Koehler 2006, with m = 24 hours).
 */
export function seasonalNaiveError({ inputs, labels }: Drawn): number {
  const channels = SENSOR_CHANNELS.length;
  let sum = 0;
  for (let i = 0; i < labels.data.length; i++) {
    const [row, step] = [Math.floor(i / HORIZON_HOURS), i % HORIZON_HOURS];
    const yesterday = row * WINDOW_HOURS + WINDOW_HOURS + step - DAY_HOURS;
    sum += Math.abs((labels.data[i] ?? 0) - (inputs.data[yesterday * channels] ?? 0));
  }
  return sum / labels.data.length;
}

function drawTown(random: Random): Town {
  return {
    morningPeak: random.uniform(6, 9),
    eveningPeak: random.uniform(17, 21),
    weekend: random.uniform(0.5, 0.65),
    heating: random.uniform(1.4, 1.8),
    solarGain: random.uniform(6, 9),
    sunPeak: random.uniform(600, 750),
  };
}

function simulate(town: Town, random: Random): Hour[] {
  const start = random.integer(WEEK_HOURS);
  const [season, size] = [random.uniform(-1, 1), random.uniform(0.7, 1.4)];
  const total = WARM_UP_HOURS + WINDOW_HOURS + HORIZON_HOURS;
  const switchedOff = random.chance(0.1) ? random.integer(total) : total;
  const state = { front: 3 * random.normal(), cloud: random.uniform(0, 1), felt: 6 + 8 * season, unrest: 0 };
  return Array.from({ length: total }, (_, i): Hour => {
    const hour = (start + i) % WEEK_HOURS;
    state.front = 0.98 * state.front + 0.5 * random.normal();
    state.cloud = clamp(0.92 * state.cloud + 0.04 + 0.1 * random.normal());
    state.unrest = 0.8 * state.unrest + 0.4 * random.normal();
    const sunshine = daylight(hour, season) * town.sunPeak * (1 - 0.85 * state.cloud);
    const daily = 4 * cosine((2 * Math.PI * (hour - 15)) / DAY_HOURS);
    const temperature = 6 + 8 * season + daily * (1 - 0.5 * state.cloud) + state.front;
    state.felt = 0.85 * state.felt + 0.15 * temperature;
    const heat = town.heating * Math.max(0, 17 - state.felt) - (town.solarGain * sunshine) / town.sunPeak;
    const living = 14 * habit(town, hour) * (i < switchedOff ? 1 : 0.75);
    return [size * Math.max(2, 12 + heat + living + state.unrest), temperature, sunshine, hour];
  });
}

/** 0 to 1: the sun is up for 8 hours in winter (season −1), 16 in summer (+1), highest at noon. */
function daylight(hour: number, season: number): number {
  const half = 6 + 2 * season;
  const fromNoon = Math.abs((hour % DAY_HOURS) - 12);
  return fromNoon >= half ? 0 : cosine((Math.PI * fromNoon) / (2 * half)) * (0.75 + 0.25 * season);
}

/** What people do, 0 to about 1.2: a morning and an evening peak, less and later on Saturday and Sunday. */
function habit(town: Town, hourOfWeek: number): number {
  const weekend = hourOfWeek >= 5 * DAY_HOURS;
  const hour = hourOfWeek % DAY_HOURS;
  const morning = bump(hour - town.morningPeak - (weekend ? 2 : 0), 1.6);
  const evening = bump(hour - town.eveningPeak, 2.4);
  return (weekend ? town.weekend : 1) * (0.8 * morning + evening + (weekend ? 0.35 : 0.1));
}

/** A bell without `Math.exp`, whose last bit may differ between engines: 1 at 0, 1/4 at `width`. */
function bump(hours: number, width: number): number {
  const x = hours - DAY_HOURS * Math.round(hours / DAY_HOURS);
  const bell = 1 / (1 + (x * x) / (width * width));
  return bell * bell;
}

function clamp(x: number): number {
  return Math.min(1, Math.max(0, x));
}
