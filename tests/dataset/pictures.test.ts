import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openSource, packTask } from '../../src/dataset/index.ts';
import { decodePicture } from '../../src/dataset/pictures/decode.ts';
import { fingerprintOf, nearPictures } from '../../src/dataset/pictures/fingerprint.ts';
import { greyOf } from '../../src/dataset/pictures/picture.ts';
import { resize } from '../../src/dataset/pictures/resize.ts';
import { bmp, folderOf, gallery, jpg, painting, partsOf, png, problemOf, SECRET, SHARES } from './data.ts';

const options = { targets: [], drop: [] };

/** What Pillow 13.0 makes of the picture below: np.array(Image.fromarray(a).resize(size, Image.Resampling.BILINEAR)). */
const PILLOW = [
  { width: 3, height: 2, levels: [72, 61, 104, 138, 97, 138] },
  {
    width: 10,
    height: 8,
    levels: [
      0, 1, 2, 4, 7, 11, 16, 23, 30, 36, 21, 26, 31, 37, 45, 53, 62, 73, 85, 94, 58, 67, 74, 76, 89, 103, 119,
      136, 153, 168, 150, 164, 138, 36, 47, 68, 90, 113, 136, 155, 194, 213, 174, 23, 36, 63, 91, 120, 150,
      173, 190, 214, 181, 36, 56, 88, 123, 157, 194, 222, 101, 129, 138, 97, 131, 120, 68, 109, 151, 185, 31,
      62, 103, 144, 187, 142, 23, 69, 115, 152,
    ],
  },
];

describe('decodePicture', () => {
  const picture = painting(3);

  it.each([
    ['PNG', png],
    ['BMP', bmp],
  ])('reads the pixels of a %s as they were', (_name, write) => {
    expect(decodePicture(write(picture))).toEqual(picture);
  });

  it('reads a JPEG within what its compression loses', () => {
    const { data } = decodePicture(jpg(picture, 100));
    const furthest = data.reduce(
      (most, level, i) => Math.max(most, Math.abs(level - (picture.data[i] ?? 0))),
      0,
    );
    expect(furthest).toBeLessThan(12);
  });

  it('takes 16-bit levels, drops alpha and unfolds grey and palettes', async () => {
    const { encode } = await import('fast-png');
    const size = { width: 2, height: 1 };
    const deep = encode({ ...size, data: Uint16Array.of(0x12ff, 0xfe00), channels: 1, depth: 16 });
    const clear = encode({ ...size, data: Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 9), channels: 4, depth: 8 });
    expect([...decodePicture(deep).data]).toEqual([0x12, 0x12, 0x12, 0xfe, 0xfe, 0xfe]);
    expect([...decodePicture(clear).data]).toEqual([1, 2, 3, 4, 5, 6]);
    // Pillow: Image.new('1', (2, 1)) with the second pixel set, and the same as a palette of red and blue.
    const chunks = [Uint8Array.of(0x40)];
    const grey = rawPng({ ...size, depth: 1, colour: 0, lines: chunks });
    const palette = rawPng({ ...size, depth: 1, colour: 3, lines: chunks, palette: [255, 0, 0, 0, 0, 255] });
    expect([...decodePicture(grey).data]).toEqual([0, 0, 0, 255, 255, 255]);
    expect([...decodePicture(palette).data]).toEqual([255, 0, 0, 0, 0, 255]);
  });

  it.each([
    ['text', new TextEncoder().encode('hello'), /neither PNG, JPEG nor BMP/],
    ['a GIF', new TextEncoder().encode('GIF89a......'), /GIF/],
    ['a JPEG that is cut off', jpg(painting(1)).subarray(0, 300), /damaged/],
    ['a PNG that is cut off', png(painting(1)).subarray(0, 200), /cut off/],
    [
      'a PNG of a billion pixels',
      rawPng({ width: 40_000, height: 40_000, depth: 8, colour: 2, lines: [] }),
      /limit/,
    ],
    [
      'a PNG whose pixels unfold to more than it says',
      rawPng({ width: 2, height: 1, depth: 8, colour: 2, lines: [new Uint8Array(1_000_000)] }),
      /do not unfold/,
    ],
    ['a BMP of 256 colours', bmp(painting(1)).with(28, 8), /8 bits/],
  ])('refuses %s', (_what, file, message) => {
    expect(() => decodePicture(file)).toThrow(message);
  });
});

describe('resize', () => {
  // a = (np.arange(35) ** 2 % 251).astype(np.uint8).reshape(5, 7)
  const data = Uint8Array.from({ length: 35 }, (_, i) => i ** 2 % 251);
  const grey = { width: 7, height: 5, data };

  it.each(PILLOW)('gives what Pillow gives at $width × $height', ({ width, height, levels }) => {
    const found = resize(grey, width, height);
    const apart = [...found.data].map((level, i) => Math.abs(level - (levels[i] ?? Number.NaN)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  });

  it('leaves a picture of the right size as it is', () => {
    expect(resize(painting(5), 24, 20)).toEqual(painting(5));
  });
});

describe('near-duplicates', () => {
  const print = (bytes: Uint8Array) => fingerprintOf(greyOf(decodePicture(bytes)));

  it('are pictures that were saved, scaled or brightened anew, and no others', () => {
    const original = painting(11, 96, 80);
    const brighter = { ...original, data: original.data.map((level) => Math.min(255, level + 12)) };
    const small = resize(original, 48, 40);
    const others = [12, 13, 14, 15].map((seed) => png(painting(seed, 96, 80)));
    const prints = [png(original), jpg(original, 60), png(brighter), png(small), ...others].map(print);
    const pairs = new Set([...nearPictures(prints)].map((pair) => pair.join('-')));
    expect(pairs).toEqual(new Set(['0-1', '0-2', '0-3', '1-2', '1-3', '2-3']));
  });

  it('are pictures of one grey, but not of one grey and a drawing', () => {
    const flat = (level: number) =>
      print(png({ width: 9, height: 9, data: new Uint8Array(243).fill(level) }));
    expect([...nearPictures([flat(0), flat(200), print(png(painting(2)))])].map(String)).toContain('0,1');
    expect([...nearPictures([flat(0), print(png(painting(2)))])]).toEqual([]);
  });
});

describe('a folder of pictures', () => {
  it('becomes levels in the shape of the contract, labelled in the order of the names', async () => {
    const folder = folderOf({
      ...gallery(['cats', 'Dogs', 'ants'], 10),
      'README.md': 'mine',
      'ants/.DS_Store': '',
    });
    const source = await openSource(folder, { ...options, shape: [8, 6, 1] });
    expect(source.answers).toMatchObject({ kind: 'classes', names: ['Dogs', 'ants', 'cats'] });
    const { parts, files, proposal } = packTask(source, {
      id: 'zoo',
      title: 'Zoo',
      shares: SHARES,
      secret: SECRET,
    });
    expect(parts.train.inputs).toMatchObject({ dtype: '|u1', shape: [21, 8, 6, 1] });
    expect(parts.sample.inputs.shape[0]).toBe(3);
    expect(parts.hidden.inputs.shape[0]).toBe(6);
    expect(Map.groupBy(parts.hidden.labels.data, (label) => label).size).toBe(3);
    expect(files.filter(({ path }) => path.startsWith('data/'))).toHaveLength(21);
    expect(proposal).toMatchObject({ input: { shape: [8, 6, 1] }, output: { shape: [3], kind: 'classes' } });
  });

  it('keeps near-duplicates in one part, whatever the seed', async () => {
    const files = gallery(['a', 'b'], 12);
    const copies = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`b/copy-${i}.jpg`, jpg(painting(1_000 + i), 70)]),
    );
    const folder = folderOf({ ...files, ...copies });
    const source = await openSource(folder, { ...options, kind: 'images' });
    const paths = Object.keys({ ...files, ...copies }).toSorted();
    for (const seed of ['one', 'two', 'three']) {
      const parts = partsOf(source.divide(SHARES, seed));
      const partOf = (path: string) => parts.get(paths.indexOf(path));
      for (let i = 0; i < 12; i++) {
        const original = paths.find((path) => path.startsWith(`b/${i}.`)) ?? '';
        expect([original, partOf(`b/copy-${i}.jpg`)]).toEqual([original, partOf(original)]);
      }
    }
  });

  it.each([
    ['a file that is no picture', { 'a/1.png': 'no picture' }, 'dataset/unreadable', /a\/1\.png/],
    ['a file in no class', { 'stray.png': png(painting(1)) }, 'dataset/unreadable', /stray\.png/],
    ['pictures of several sizes', { 'a/x.png': png(painting(1, 30, 30)) }, 'dataset/unclear', /24×20/],
  ])('says what is wrong with %s', async (_what, extra, code, message) => {
    const folder = folderOf({ ...gallery(['a', 'b'], 4), ...extra });
    const problem = await problemOf(() => openSource(folder, { ...options, kind: 'images' }));
    expect(problem).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('says where there is a link instead of a file', async () => {
    const folder = folderOf(gallery(['a', 'b'], 4));
    symlinkSync('/etc/hostname', join(folder, 'a/linked.png'));
    const problem = await problemOf(() => openSource(folder, options));
    expect(problem).toMatchObject({
      code: 'dataset/unreadable',
      message: expect.stringContaining('linked.png'),
    });
  });

  it('wants two classes, a shape that pictures can have, and enough of each', async () => {
    const one = folderOf(gallery(['a'], 4));
    const few = await openSource(folderOf(gallery(['a', 'b'], 2)), options);
    expect(await problemOf(() => openSource(one, options))).toMatchObject({ code: 'dataset/too-small' });
    expect(await problemOf(() => few.divide(SHARES, SECRET))).toMatchObject({ code: 'dataset/too-small' });
    const two = folderOf(gallery(['a', 'b'], 4));
    const odd = await problemOf(() => openSource(two, { ...options, shape: [8, 8, 2] }));
    expect(odd).toMatchObject({ code: 'dataset/unclear' });
  });
});

/** A PNG as no encoder would write it. */
function rawPng(parts: {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly lines: readonly Uint8Array[];
  readonly palette?: readonly number[];
}): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, parts.width);
  header.setUint32(4, parts.height);
  header.setUint8(8, parts.depth);
  header.setUint8(9, parts.colour);
  const pixels = Uint8Array.from(parts.lines.flatMap((line) => [0, ...line]));
  return Uint8Array.of(
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk('IHDR', new Uint8Array(header.buffer)),
    ...(parts.palette ? chunk('PLTE', Uint8Array.from(parts.palette)) : []),
    ...chunk('IDAT', zlibSync(pixels)),
    ...chunk('IEND', new Uint8Array()),
  );
}

/** The decoder does not look at the checksum. */
function chunk(type: string, data: Uint8Array): number[] {
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, data.length);
  return [...new Uint8Array(length.buffer), ...new TextEncoder().encode(type), ...data, 0, 0, 0, 0];
}
