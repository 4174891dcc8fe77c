import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { MAX_PART_BYTES } from '../../domain/limits.ts';
import { formatShape, type RowShape, sizeOf } from '../../domain/tensor.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { divide } from '../divide.ts';
import { assertExamples, type ClassFile, listClasses, readBounded } from '../folder.ts';
import { groupsOf } from '../near.ts';
import { datasetError, reading } from '../problem.ts';
import type { Division, Encoded, Source } from '../source.ts';
import { decodePicture } from './decode.ts';
import { type Fingerprint, fingerprintOf, nearPictures } from './fingerprint.ts';
import { greyOf, type Picture } from './picture.ts';
import { resize } from './resize.ts';

/** Height, width and components of the pictures a model is given; without the last, grey. */
type PictureShape = readonly [number, number] | readonly [number, number, 1 | 3];

interface Example {
  readonly file: ClassFile;
  /** SHA-256 of the file. */
  readonly key: string;
  /** In the shape of the contract. */
  readonly pixels: Uint8Array;
  readonly print: Fingerprint;
}

/**
 * Read a folder with one folder of pictures for each class, and bring the pictures to one size.
 *
 * @param shape of the contract; without it, all pictures must have the same size, and are RGB
 * @throws {FivefoldError} `dataset/*`, naming the file
 */
export async function readPictures(folder: string, shape: RowShape | undefined): Promise<Source> {
  const { classes, files } = await listClasses(folder);
  assertExamples(files.length, folder);
  const wanted = shape && pictureShape(shape);
  const examples: Example[] = [];
  let target = wanted;
  for (const file of files) {
    const bytes = await readBounded(join(folder, file.path), file.path);
    const picture = reading(file.path, () => decodePicture(bytes));
    target ??= [picture.height, picture.width, 3];
    if (!wanted) assertSameSize(picture, target, file.path);
    const grey = greyOf(picture);
    const fitted = resize(target[2] === 3 ? picture : grey, target[1], target[0]);
    const key = createHash('sha256').update(bytes).digest('hex');
    examples.push({ file, key, pixels: fitted.data, print: fingerprintOf(grey) });
  }
  return sourceOf(folder, classes, examples, target ?? [1, 1, 3]);
}

function sourceOf(
  folder: string,
  names: readonly string[],
  examples: readonly Example[],
  shape: PictureShape,
): Source {
  const groups = groupsOf(examples.length, nearPictures(examples.map(({ print }) => print)));
  const answers = { kind: 'classes', names, labels: examples.map(({ file }) => file.label) } as const;
  const members = examples.map(({ key }, i) => ({ key, group: groups[i] ?? i }));
  const near = examples.length - new Set(groups).size;
  return {
    kind: 'images',
    summary: `${examples.length} pictures of ${names.length} classes, ${near} of them near-duplicates of others`,
    answers,
    divide: (shares, secret) => divide(members, answers, shares, secret),
    encode: (division) => encode(folder, examples, shape, division),
  };
}

function encode(
  folder: string,
  examples: readonly Example[],
  shape: PictureShape,
  division: Division,
): Encoded {
  const at = (index: number) => examples[index] as Example;
  return {
    input: { shape, dtype: 'float32' },
    inputs: {
      train: stack(division.train.map(at), shape),
      sample: stack(division.sample.map(at), shape),
      hidden: stack(division.hidden.map(at), shape),
    },
    files: division.train.map((index) => {
      const { path } = at(index).file;
      return { path: `data/${path}`, copyOf: join(folder, path) };
    }),
  };
}

/** @returns levels from 0 to 255, `[pictures, height, width, components]` */
function stack(examples: readonly Example[], shape: PictureShape): NpyArray {
  const size = sizeOf(shape);
  if (examples.length * size > MAX_PART_BYTES) {
    const message = `${examples.length} pictures of the shape ${formatShape(shape)} are more than ${MAX_PART_BYTES} bytes, which is the limit.`;
    throw datasetError('dataset/too-large', message);
  }
  const data = new Uint8Array(examples.length * size);
  for (const [i, { pixels }] of examples.entries()) data.set(pixels, i * size);
  return { dtype: '|u1', shape: [examples.length, ...shape], data };
}

function pictureShape(shape: RowShape): PictureShape {
  const [height, width, components = 1] = shape;
  const fits = (shape.length === 2 || shape.length === 3) && (components === 1 || components === 3);
  if (height && width && fits) return shape.length === 2 ? [height, width] : [height, width, components];
  const message = `Pictures cannot have the shape ${formatShape(shape)}: it takes height, width and 1 or 3 components.`;
  throw datasetError('dataset/unclear', message);
}

function assertSameSize({ width, height }: Picture, target: PictureShape, path: string): void {
  if (height === target[0] && width === target[1]) return;
  throw datasetError(
    'dataset/unclear',
    `The pictures have several sizes: ${target[1]}×${target[0]} is the first, ${path} has ${width}×${height}.`,
    { hint: 'Say to which size they are brought: --shape HEIGHT,WIDTH,3 (1 for grey).' },
  );
}
