import { type Random, randomFrom } from '../random.ts';
import type { PracticeTaskId } from '../tasks.ts';

/** What lies in a folder: bytes by path, with `/` between names. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The stream behind one kind of disorder: public, like the seed, and apart from the streams of the rows. */
export function messOf(id: PracticeTaskId, seed: string, ...aspect: string[]): Random {
  return randomFrom('fivefold/raw/1', seed, id, ...aspect);
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** ISO 8859-1: one byte a character, and no other file says so. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** UTF-16, little-endian behind a byte order mark, as Windows programs write "Unicode". */
export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * (text.length + 1));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, true);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * (i + 1), text.charCodeAt(i), true);
  return bytes;
}

export function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}

/** `12.5` → `12,5`. */
export function withComma(number: string): string {
  return number.replace('.', ',');
}
