import { type Drawn, floatRows } from './drawn.ts';
import type { Random } from './random.ts';
import type { Streams } from './streams.ts';
import { drawWeather, type Weather } from './weather.ts';

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

/** °C in the walls above which nobody heats. */
const HEATING_LIMIT = 17;
/** MW of a district of size 1: what never rests, for each °C below the limit, and while people are up and at home. */
const POWER = { base: 6, heating: 1.6, living: 22 };
/** Hours over which walls average the weather, and °C that full sunshine on them is worth. */
const WALLS = { hours: 4, sun: 9 };
/** Hours of weather before the window: more than the longest delay and the walls take together. */
const EARLIER_HOURS = 24;
/** How busy working days are: each town has them in an order of its own, and rests on the same two. */
const WORKING_DAYS = [0.7, 0.85, 1, 1.15, 1.3];
const WEEKEND = [0.6, 0.5];
/** MW that nothing foretells. */
const UNREST = { kept: 0.6, change: 0.5, deviation: 0.625 };
/** A block of houses is switched off: how often, what is left of the demand, and for how many hours the window shows it at least. */
const SWITCH = { chance: 0.1, left: 0.7, shown: 6 };
/** A meter falls silent and repeats what it said last: how often, and for how many hours. */
const SILENCE = { chance: 0.15, shortest: 2, longest: 6 };

/**
 * How the town of one exam lives: when things happen and in which order, not how much. Exams differ in what is to be learnt and are
 * equally hard.
 */
interface Town {
  /** Hours of the day. */
  readonly morningPeak: number;
  readonly eveningPeak: number;
  /** How busy each day of the week is, from Monday. */
  readonly days: readonly number[];
  /** W/m² of the clearest noon. */
  readonly sunPeak: number;
  /** Hours until the weather has come through the walls: no less than the horizon, so that all of it can be known. */
  readonly delay: number;
}

/** What sets a row apart: where it lies, when it is seen, and what happens to it. Hours are counted from the first of the window. */
interface District {
  /** Hour of the week with which the window begins. */
  readonly start: number;
  /** −1 in winter to 1 in summer. */
  readonly season: number;
  readonly size: number;
  /** Share by which it grows in a day. */
  readonly growth: number;
  readonly switchedOff: number;
  readonly silentFrom: number;
  readonly silentUntil: number;
}

/**
 * A district-heating plant looks two days back and must foretell the next twelve hours. What demand follows is in the window, but
 * not on its surface. Houses answer to weather that the sensors saw half a day before (a straight line sees that); how strongly
 * depends on the size of the district, and not at all once walls are warm (products and bends, which take hidden layers); each day
 * of the week has its own weight (a table by the clock). Districts grow or shrink, a block of houses is switched off now and then,
 * and a meter that falls silent repeats itself.
 *
 * @returns inputs float32 [rows, 48, 4] (`SENSOR_CHANNELS`), labels float32 [rows, 12], demand in MW
 */
export function drawSensors(streams: Streams, rows: number): Drawn {
  const town = drawTown(streams.world('town'));
  const labels = new Float32Array(rows * HORIZON_HOURS);
  const inputs = floatRows(rows, [WINDOW_HOURS, SENSOR_CHANNELS.length], (row, i) => {
    const random = streams.row(i);
    const district = drawDistrict(random);
    const first = (district.start + WEEK_HOURS - EARLIER_HOURS) % WEEK_HOURS;
    const hours = EARLIER_HOURS + WINDOW_HOURS;
    const weather = drawWeather(random, first, hours, district.season);
    const demand = demandOf(town, district, weather, random);
    row.set(windowOf(town, district, weather, demand));
    labels.set(demand.slice(WINDOW_HOURS), i * HORIZON_HOURS);
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
    morningPeak: random.uniform(6, 8),
    eveningPeak: random.uniform(18, 20),
    days: [...random.shuffle(WORKING_DAYS), ...WEEKEND],
    sunPeak: random.uniform(600, 750),
    delay: HORIZON_HOURS + random.integer(3),
  };
}

function drawDistrict(random: Random): District {
  const never = WINDOW_HOURS + HORIZON_HOURS;
  const silentFrom = random.chance(SILENCE.chance)
    ? 1 + random.integer(WINDOW_HOURS - SILENCE.longest)
    : never;
  return {
    start: random.integer(WEEK_HOURS),
    season: random.uniform(-1, 1),
    size: random.uniform(0.4, 1.8),
    growth: random.uniform(-0.03, 0.03),
    switchedOff: random.chance(SWITCH.chance) ? random.integer(WINDOW_HOURS - SWITCH.shown) : never,
    silentFrom,
    silentUntil: silentFrom + SILENCE.shortest + random.integer(SILENCE.longest - SILENCE.shortest + 1),
  };
}

/** MW, hour by hour, of the window and the horizon. */
function demandOf(town: Town, district: District, weather: readonly Weather[], random: Random): number[] {
  const { start, size, growth, switchedOff } = district;
  let unrest = UNREST.deviation * random.normal();
  return Array.from({ length: WINDOW_HOURS + HORIZON_HOURS }, (_, i) => {
    unrest = UNREST.kept * unrest + UNREST.change * random.normal();
    const heat =
      POWER.heating * Math.max(0, HEATING_LIMIT - inTheWalls(weather, EARLIER_HOURS + i - town.delay));
    const living = POWER.living * habit(town, (start + i) % WEEK_HOURS);
    const houses = size * (1 + (growth * i) / DAY_HOURS) * (i < switchedOff ? 1 : SWITCH.left);
    return houses * Math.max(1, POWER.base + heat + living + unrest);
  });
}

/** °C that the weather of the hours up to this one has left in the walls. */
function inTheWalls(weather: readonly Weather[], hour: number): number {
  const felt = weather.slice(hour + 1 - WALLS.hours, hour + 1);
  return (
    felt.reduce((sum, { temperature, sunshine }) => sum + temperature + WALLS.sun * sunshine, 0) / felt.length
  );
}

/** What the sensors tell of the window, hour by hour and channel by channel. */
function windowOf(
  { sunPeak }: Town,
  { start, silentFrom, silentUntil }: District,
  weather: readonly Weather[],
  demand: readonly number[],
): number[] {
  return weather.slice(EARLIER_HOURS).flatMap(({ temperature, sunshine }, i) => {
    const silent = i >= silentFrom && i < silentUntil;
    return [
      demand[silent ? silentFrom - 1 : i] ?? 0,
      temperature,
      sunPeak * sunshine,
      (start + i) % WEEK_HOURS,
    ];
  });
}

/** What people do: a morning and an evening peak, later on Saturday and Sunday, more on some days than on others. */
function habit(town: Town, hourOfWeek: number): number {
  const weekend = hourOfWeek >= 5 * DAY_HOURS;
  const hour = hourOfWeek % DAY_HOURS;
  const morning = bump(hour - town.morningPeak - (weekend ? 2 : 0), 1.6);
  const evening = bump(hour - town.eveningPeak, 2.4);
  const busy = town.days[Math.floor(hourOfWeek / DAY_HOURS)] ?? 1;
  return busy * (0.8 * morning + evening + (weekend ? 0.35 : 0.1));
}

/** A bell without `Math.exp`, whose last bit may differ between engines: 1 at 0, 1/4 at `width`. */
function bump(hours: number, width: number): number {
  const x = hours - DAY_HOURS * Math.round(hours / DAY_HOURS);
  const bell = 1 / (1 + (x * x) / (width * width));
  return bell * bell;
}
