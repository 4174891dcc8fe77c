import { candidatePairs } from '../near.ts';
import type { Picture } from './picture.ts';
import { resize } from './resize.ts';

const SIDE = 16;
/**
 * Of 256. Saving again as JPEG, halving or brightening moves fewer (measured on photographs of hands, November 2026, of which no two
 * are nearer than 14); a level area tips over at once, though, so that the levels decide.
 */
const MAX_BITS_APART = 24;
/** Of the grey levels: 0.999 after saving again; bright on dark, the bits of unlike drawings agree, their levels do not. */
const MIN_CORRELATION = 0.99;
/** With 24 bits apart, one of 16 bands is the same 98 times in 100; with 15, always. */
const BANDS = 16;
/** Odd, so that a band never meets a column twice. */
const BAND_STEP = 5;

/** What stays nearly the same when a picture is saved, scaled or brightened anew. */
export interface Fingerprint {
  /** For 16 × 16 places, whether the picture gets brighter to the right (dHash), as bands of bits from all over it. */
  readonly bands: Uint16Array;
  /** Grey levels of 16 × 16 places, mean 0 and length 1; zeros for a picture of one grey. */
  readonly levels: Float32Array;
}

/** @param grey one component a pixel */
export function fingerprintOf(grey: Picture): Fingerprint {
  const steps = resize(grey, SIDE + 1, SIDE).data;
  const bands = new Uint16Array(BANDS);
  for (let place = 0; place < SIDE * SIDE; place++) {
    const [row, column] = [Math.floor(place / SIDE), place % SIDE];
    const at = row * (SIDE + 1) + column;
    // A band has one place of every row and column: were it a row, a margin would make it the same in every picture.
    const band = (column + BAND_STEP * row) % BANDS;
    if ((steps[at + 1] ?? 0) > (steps[at] ?? 0)) bands[band] = (bands[band] ?? 0) | (1 << row);
  }
  return { bands, levels: normalised(resize(grey, SIDE, SIDE).data) };
}

/** Pairs of indices of pictures that are the same but for their saving. */
export function* nearPictures(prints: readonly Fingerprint[]): Iterable<readonly [number, number]> {
  const bucketsOf = ({ bands }: Fingerprint) => Array.from(bands, (bits, band) => `${band}:${bits}`);
  for (const [a, b] of candidatePairs(prints, bucketsOf)) {
    const [one, other] = [prints[a], prints[b]];
    if (one && other && areNear(one, other)) yield [a, b];
  }
}

function areNear(a: Fingerprint, b: Fingerprint): boolean {
  let apart = 0;
  for (let band = 0; band < BANDS; band++) apart += ones((a.bands[band] ?? 0) ^ (b.bands[band] ?? 0));
  return apart <= MAX_BITS_APART && correlation(a.levels, b.levels) >= MIN_CORRELATION;
}

/** Of two pictures without any contrast: 1. */
function correlation(a: Float32Array, b: Float32Array): number {
  const isFlat = [a, b].map((levels) => levels.every((level) => level === 0));
  if (isFlat[0] && isFlat[1]) return 1;
  return a.reduce((sum, level, i) => sum + level * (b[i] ?? 0), 0);
}

function normalised(levels: Uint8Array): Float32Array {
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  const centred = Float32Array.from(levels, (level) => level - mean);
  const length = Math.hypot(...centred);
  return length === 0 ? centred : centred.map((level) => level / length);
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
