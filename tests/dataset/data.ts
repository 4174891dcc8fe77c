import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode as encodeBmp } from 'fast-bmp';
import { encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { onTestFinished } from 'vitest';
import type { Division } from '../../src/dataset/source.ts';
import { FivefoldError, type Problem } from '../../src/domain/errors.ts';

export const SECRET = 'a seed of no exam that counts';
export const SHARES = { train: 70, sample: 10, hidden: 20 } as const;

export type Files = Readonly<Record<string, Uint8Array | string>>;

/** A folder with these files, until the test ends. */
export function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'fivefold-dataset-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return fill(folder, files);
}

export function fill(folder: string, files: Files): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** What reading says is wrong. */
export async function problemOf(read: () => unknown): Promise<Problem> {
  try {
    await read();
  } catch (error) {
    if (error instanceof FivefoldError) return error.toProblem();
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** In which part each example is, by index. */
export function partsOf(division: Division): ReadonlyMap<number, string> {
  return new Map(
    Object.entries(division).flatMap(([part, members]) =>
      (members as readonly number[]).map((index): [number, string] => [index, part]),
    ),
  );
}

export const bytes = (text: string) => new TextEncoder().encode(text);

/** RGB, row-major. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A picture of soft shapes that no other seed has. */
export function painting(seed: number, width = 24, height = 20): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const [x, y, c] = [(Math.floor(i / 3) % width) / width, Math.floor(i / 3 / width) / height, i % 3];
    const wave =
      Math.sin(9 * x * (1 + (seed % 7) / 3) + seed) + Math.cos(8 * y * (1 + (seed % 5) / 2) - 2 * seed + c);
    data[i] = Math.round(127 + 60 * wave);
  }
  return { width, height, data };
}

export function png({ width, height, data }: Pixels): Uint8Array {
  return encodePng({ width, height, data, channels: 3, depth: 8 });
}

export function jpg({ width, height, data }: Pixels, quality = 90): Uint8Array {
  const rgba = new Uint8Array(width * height * 4).map((_, i) =>
    i % 4 === 3 ? 255 : (data[Math.floor(i / 4) * 3 + (i % 4)] ?? 0),
  );
  return new Uint8Array(jpeg.encode({ width, height, data: rgba }, quality).data);
}

export function bmp({ width, height, data }: Pixels): Uint8Array {
  return encodeBmp({ width, height, data, bitsPerPixel: 24, channels: 3, components: 3 });
}

/** `classes` folders of as many pictures, in turn PNG, JPEG and BMP. */
export function gallery(classes: readonly string[], perClass: number): Files {
  const writers = [
    ['png', png],
    ['jpg', jpg],
    ['bmp', bmp],
  ] as const;
  const files = classes.flatMap((name, c) =>
    Array.from({ length: perClass }, (_, i): [string, Uint8Array] => {
      const [suffix, write] = writers[i % writers.length] ?? writers[0];
      return [`${name}/${i}.${suffix}`, write(painting(c * 1_000 + i))];
    }),
  );
  return Object.fromEntries(files);
}
