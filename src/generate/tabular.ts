import { type Drawn, floatRows } from './drawn.ts';
import type { Random } from './random.ts';
import type { Streams } from './streams.ts';

/** The columns of the table, in the order in which a model receives them. */
export const HOUSE_COLUMNS = [
  'floor area in m²',
  'storeys',
  'insulation in cm',
  'outside temperature in °C',
  'wind in m/s',
  'residents',
] as const;

/** What the houses of one exam have in common. */
interface Climate {
  readonly roomTemperature: number;
  /** Insulation, in cm, that a bare wall is worth. */
  readonly bareWall: number;
  /** Additional loss per m/s of wind. */
  readonly draught: number;
  /** kWh a day that a resident gives off. */
  readonly bodyHeat: number;
}

const STOREY_HEIGHT_M = 2.6;
const HOURS = 24;
/** Conductivity of mineral wool, in W/(m·K) for a thickness in cm. */
const CONDUCTIVITY = 3.5;
/** Relative error of the meter: what no model can explain. */
const METER_ERROR = 0.03;
/** Heat that airing costs, in hundredths of a kWh for a resident, a m of height, a °C of difference and an hour. */
const AIRING = 0.35;
/** Wind in m/s that a house does not feel. */
const CALM = 2;
/** Insulation, in cm, through which no draught comes. */
const TIGHT = 40;
/** A heat pump loses this share of its work to ice on its coil, most of it just above freezing (°C, and half a width). */
const ICE = { share: 0.9, around: 2, width: 3 };
/** Below this temperature, in °C, a heating rod helps out, which takes half as much again. */
const ROD = { below: -4, factor: 1.5 };

/**
 * Heating a house for a day: six numbers about a house and its weather → kWh. Heat leaves through the surface, in
 * proportion to the difference of temperatures and against the insulation; wind and airing carry more away; people give some
 * back. A heat pump brings it, which ices up just above freezing and gets help from a rod in the cold. Products of columns, bends and
 * a bump, not a sum: a straight line explains a part of it only, a product of powers more, and the rest takes hidden layers. Columns of
 * very different size reward a model that normalises them.
 *
 * @returns inputs float32 [rows, 6] (`HOUSE_COLUMNS`), labels float32 [rows, 1]
 */
export function drawTabular(streams: Streams, rows: number): Drawn {
  const climate = drawClimate(streams.world('climate'));
  const labels = new Float32Array(rows);
  const inputs = floatRows(rows, [HOUSE_COLUMNS.length], (row, i) => {
    const random = streams.row(i);
    row.set(drawHouse(random));
    labels[i] = heating(row, climate) * (1 + METER_ERROR * random.normal());
  });
  return { inputs, labels: { dtype: 'float32', shape: [rows, 1], data: labels } };
}

function drawClimate(random: Random): Climate {
  return {
    roomTemperature: random.uniform(20, 22),
    bareWall: random.uniform(3, 5),
    draught: random.uniform(0.05, 0.08),
    bodyHeat: random.uniform(1.5, 2.5),
  };
}

function drawHouse(random: Random): number[] {
  const area = Math.round(random.uniform(40, 240));
  const storeys = 1 + random.integer(4);
  const insulation = Math.round(random.uniform(0, 30));
  const temperature = Math.round(10 * (4 + 7 * random.normal())) / 10;
  const wind = Math.round(10 * Math.abs(4 * random.normal())) / 10;
  return [area, storeys, insulation, temperature, wind, 1 + random.integer(6)];
}

/** kWh for the day, before the meter's error. */
function heating(house: Float32Array, climate: Climate): number {
  const [area = 0, storeys = 1, insulation = 0, temperature = 0, wind = 0, residents = 0] = house;
  const floor = area / storeys;
  const surface = 2 * floor + 4 * Math.sqrt(floor) * STOREY_HEIGHT_M * storeys;
  const transmittance = CONDUCTIVITY / (climate.bareWall + insulation);
  const difference = Math.max(0, climate.roomTemperature - temperature);
  // Wind finds the upper storeys first, and old walls let it through.
  const draught = climate.draught * Math.max(0, wind - CALM) * storeys * (1 - insulation / TIGHT);
  const airing = (AIRING * residents * STOREY_HEIGHT_M * difference * HOURS) / 100;
  const loss = (surface * transmittance * difference * (1 + draught) * HOURS) / 1_000 + airing;
  const ice = ICE.share * bump((temperature - ICE.around) / ICE.width);
  const rod = temperature < ROD.below ? ROD.factor : 1;
  return Math.max(0, loss - climate.bodyHeat * residents) * (1 + ice) * rod;
}

/** A bell without `Math.exp`: 1 at 0, 1/4 at 1. */
function bump(x: number): number {
  const bell = 1 / (1 + x * x);
  return bell * bell;
}
