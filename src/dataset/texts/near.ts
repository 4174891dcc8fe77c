import { candidatePairs } from '../near.ts';
import { wordsOf } from './words.ts';

/** Characters of a shingle: long enough to tell words apart, short enough to survive one changed. */
const SHINGLE = 5;
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

/** Hashes of all runs of five characters; of a shorter text, of all of it. */
function shinglesOf(text: string): ReadonlySet<number> {
  const plain = wordsOf(text).join(' ');
  const shingles = new Set<number>();
  for (let start = 0; start <= Math.max(0, plain.length - SHINGLE); start++) {
    shingles.add(hash(plain.slice(start, start + SHINGLE)));
  }
  return shingles;
}

/** MinHash, in bands: equal bands are rare unless texts share most shingles (Leskovec et al., Mining of Massive Datasets, §3.4). */
function* bandsOf(shingles: ReadonlySet<number>): Iterable<string> {
  for (let band = 0; band < BANDS; band++) {
    const rows = Array.from({ length: BAND_ROWS }, (_, row) => minimum(shingles, band * BAND_ROWS + row));
    yield `${band}:${rows.join()}`;
  }
}

function minimum(shingles: ReadonlySet<number>, seed: number): number {
  let least = 2 ** 32;
  for (const shingle of shingles) least = Math.min(least, mix(shingle ^ Math.imul(seed + 1, 0x9e3779b1)));
  return least;
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0;
  for (const shingle of a) if (b.has(shingle)) shared += 1;
  return shared / (a.size + b.size - shared);
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
