import type { Random } from './random.ts';
import { cosine } from './sine.ts';

/** One hour outside. */
export interface Weather {
  /** °C */
  readonly temperature: number;
  /** 0 at night to about 1, the sun of a clear summer noon. */
  readonly sunshine: number;
}

const DAY_HOURS = 24;
/** °C over a year. */
const YEAR = { mean: 7, swing: 8 };
/** °C around the mean of a clear day, and the hour at which it is warmest. */
const DAY = { swing: 3, warmest: 15 };
/** °C that cold and warm fronts bring: half of a front is gone after eight hours. */
const FRONT = { kept: 0.92, change: 1.8, deviation: 4.6 };
/** Clouds, 0 to 1, and what they keep of the sun and of the daily swing. */
const CLOUD = { kept: 0.92, change: 0.12, shade: 0.85, blanket: 0.5 };

/**
 * Weather hour by hour: a season, a daily course that clouds flatten, and fronts that come and go.
 *
 * @param first hour of the day with which it begins (more than 23 are counted on)
 * @param season −1 in winter to 1 in summer
 */
export function drawWeather(random: Random, first: number, hours: number, season: number): Weather[] {
  let front = FRONT.deviation * random.normal();
  let cloud = random.uniform(0, 1);
  return Array.from({ length: hours }, (_, i): Weather => {
    const hour = (first + i) % DAY_HOURS;
    front = FRONT.kept * front + FRONT.change * random.normal();
    cloud = clamp(CLOUD.kept * cloud + (1 - CLOUD.kept) / 2 + CLOUD.change * random.normal());
    const course = DAY.swing * cosine((2 * Math.PI * (hour - DAY.warmest)) / DAY_HOURS);
    return {
      temperature: YEAR.mean + YEAR.swing * season + course * (1 - CLOUD.blanket * cloud) + front,
      sunshine: daylight(hour, season) * (1 - CLOUD.shade * cloud),
    };
  });
}

/** 0 to 1: the sun is up for 8 hours in winter, 16 in summer, highest at noon. */
function daylight(hour: number, season: number): number {
  const half = 6 + 2 * season;
  const fromNoon = Math.abs(hour - DAY_HOURS / 2);
  return fromNoon >= half ? 0 : cosine((Math.PI * fromNoon) / (2 * half)) * (0.75 + 0.25 * season);
}

function clamp(x: number): number {
  return Math.min(1, Math.max(0, x));
}
