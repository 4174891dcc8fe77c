import { candidatePairs } from '../near.ts';
import { wordsOf } from './words.ts';

/** Characters of a shingle: long enough to tell words apart, short enough to survive one changed. */
const SHINGLE = 5;
/** Kept of a long text, those with the least hashes: two texts share as much of these as of all (Broder 1997). */
const MAX_SHINGLES = 400;
/** Shared shingles, of all that either text has (Jaccard). One word changed in ten leaves about 0.8. */
const MIN_SHARED = 0.8;
/** 15 bands of 4: two texts that share 0.8 miss each other once in 2,500 times, two that share 0.3 meet once in 9. */
const BANDS = 15;
const BAND_ROWS = 4;
const FNV_PRIME = 16_777_619;

/** Pairs of indices of texts that are the same but for case, punctuation and a word or two. */
export function* nearTexts(texts: readonly string[]): Iterable<readonly [number, number]> {
  const shingles = texts.map(shinglesOf);
  for (const [a, b] of candidatePairs(shingles, bandsOf)) {
    const [one, other] = [shingles[a], shingles[b]];
    if (one && other && jaccard(one, other) >= MIN_SHARED) yield [a, b];
  }
}

/** Hashes of all runs of five characters, each once, in order; of a shorter text, of all of it. */
function shinglesOf(text: string): Uint32Array {
  const plain = wordsOf(text).join(' ');
  const shingles = new Set<number>();
  for (let start = 0; start <= Math.max(0, plain.length - SHINGLE); start++) {
    shingles.add(hash(plain.slice(start, start + SHINGLE)));
  }
  return Uint32Array.from(shingles).sort().slice(0, MAX_SHINGLES);
}

/** MinHash, in bands: equal bands are rare unless texts share most shingles (Leskovec et al., Mining of Massive Datasets, §3.4). */
function* bandsOf(shingles: Uint32Array): Iterable<string> {
  for (let band = 0; band < BANDS; band++) {
    const rows = Array.from({ length: BAND_ROWS }, (_, row) => minimum(shingles, band * BAND_ROWS + row));
    yield `${band}:${rows.join()}`;
  }
}

function minimum(shingles: Uint32Array, seed: number): number {
  let least = 2 ** 32;
  for (const shingle of shingles) least = Math.min(least, mix(shingle ^ Math.imul(seed + 1, 0x9e3779b1)));
  return least;
}

/** Of two sets, as ordered lists. */
function jaccard(a: Uint32Array, b: Uint32Array): number {
  let [shared, i, j] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [one = 0, other = 0] = [a[i], b[j]];
    if (one === other) shared += 1;
    if (one <= other) i += 1;
    if (other <= one) j += 1;
  }
  return shared / (a.length + b.length - shared);
}

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, over UTF-16 units. */
function hash(text: string): number {
  let value = 2_166_136_261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME);
  return value >>> 0;
}

/** The finaliser of MurmurHash3 (public domain): every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
