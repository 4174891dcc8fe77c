import { cosine, sine } from './sine.ts';

/** Red, green and blue, from 0 to 255 before light falls on them. */
export type Colour = readonly [red: number, green: number, blue: number];

/** How much green and blue lie to the sides of red on the circle of hues: the sine of 120°. */
const ASIDE = 0.866;

/**
 * A grey, and what a hue adds to it. Red, green and blue add up to the same whatever the hue, so that no hue is brighter than
 * another: two exams that use other hues are equally hard.
 *
 * @param strength how far the components lie from grey, from 0
 * @param hue on a circle, in radians; 0 is red
 */
export function colourOf(grey: number, strength: number, hue: number): Colour {
  const [toRed, aside] = [strength * cosine(hue), strength * sine(hue)];
  return [grey + toRed, grey - toRed / 2 + ASIDE * aside, grey - toRed / 2 - ASIDE * aside];
}
