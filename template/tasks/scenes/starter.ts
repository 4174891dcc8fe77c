/** A first model for this task: read every picture in one size, find edges and colours, train a small network on them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as bmp from 'fast-bmp';
import * as png from 'fast-png';
import * as jpeg from 'jpeg-js';
import { save, tf, train } from '../tensorflow.ts';

const DATA = join(import.meta.dirname, 'data');
const CLASSES = readFileSync(join(import.meta.dirname, 'classes.txt'), 'utf8').split('\n');
const SIZE = 64;
const DIRECTIONS = 8;
const COLOURS = 3;
const DETECTORS = DIRECTIONS + COLOURS;

/** Every picture and the name of its class: that of its folder, or what the list says. */
function labelledFiles(): (readonly [path: string, name: string])[] {
  const [, ...lines] = readFileSync(join(DATA, 'unsorted.csv'), 'utf8').trim().split('\n');
  const listed = lines
    .map((line) => line.split(','))
    .map(([file = '', name = '']) => [`unsorted/${file}`, name] as const);
  const sorted = CLASSES.flatMap((name) =>
    readdirSync(join(DATA, name)).map((file) => [`${name}/${file}`, name] as const),
  );
  return [...sorted, ...listed];
}

/** Any format, any size, as the model will get it. */
function readPicture(path: string) {
  const bytes = readFileSync(join(DATA, path));
  const { width, height, data } = decode(path, bytes);
  return tf.tidy(() =>
    tf.image.resizeBilinear(tf.tensor3d(Array.from(data), [height, width, 3]), [SIZE, SIZE]),
  );
}

function decode(path: string, bytes: Uint8Array): { width: number; height: number; data: ArrayLike<number> } {
  if (path.endsWith('.png')) return png.decode(bytes);
  if (path.endsWith('.jpg')) return jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false });
  const { width, height, data } = bmp.decode(bytes);
  return { width, height, data: data as Uint8Array };
}

/**
 * Weights of a convolution that answers to edges in eight directions (smooth steps from dark to bright), and to how much red, green
 * and blue there is.
 */
function detectors() {
  const value = (y: number, x: number, colour: number, detector: number) => {
    const near = Math.exp(-((x - 2) ** 2 + (y - 2) ** 2) / 3);
    if (detector >= DIRECTIONS) return colour === detector - DIRECTIONS ? near / 9 : 0;
    const angle = (2 * Math.PI * detector) / DIRECTIONS;
    return near * (Math.cos(angle) * (x - 2) + Math.sin(angle) * (y - 2));
  };
  const range = (length: number) => Array.from({ length }, (_, i) => i);
  return tf.tensor(
    range(5).map((y) =>
      range(5).map((x) => range(COLOURS).map((c) => range(DETECTORS).map((d) => value(y, x, c, d)))),
    ),
  );
}

const files = labelledFiles();
tf.util.shuffle(files);
console.log(`${files.length} pictures`);
const pictures = tf.stack(files.map(([path]) => readPicture(path)));
const labels = tf.tensor1d(files.map(([, name]) => CLASSES.indexOf(name)));

// Plain JavaScript would learn convolutions far too slowly: these two parts need no training.
const shrink = tf.sequential({
  layers: [
    tf.layers.averagePooling2d({ poolSize: 2, inputShape: [SIZE, SIZE, 3] }),
    tf.layers.rescaling({ scale: 1 / 255 }),
  ],
});
const detect = tf.sequential({
  layers: [
    tf.layers.conv2d({
      filters: DETECTORS,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      activation: 'relu',
      weights: [detectors(), tf.zeros([DETECTORS])],
      inputShape: [SIZE / 2, SIZE / 2, COLOURS],
    }),
    tf.layers.averagePooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
  ],
});
// This one does. A sign stays what it is when the picture is mirrored or turned: eight pictures for one.
const network = tf.sequential({
  layers: [
    tf.layers.dense({ units: 48, activation: 'relu', inputShape: [DETECTORS * (SIZE / 8) ** 2] }),
    tf.layers.dense({ units: CLASSES.length, activation: 'softmax' }),
  ],
});

const small = shrink.predict(pictures, { batchSize: 64 }) as typeof pictures;
const turned = [small, small.transpose([0, 2, 1, 3])]
  .flatMap((some) => [some, some.reverse(1)])
  .flatMap((some) => [some, some.reverse(2)]);
const found = tf.concat(turned.map((some) => detect.predict(some, { batchSize: 64 }) as typeof pictures));
network.compile({
  optimizer: tf.train.adam(0.002),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
});
await train(network, found, tf.concat(turned.map(() => labels)), 5, 0);
await save(tf.sequential({ layers: [...shrink.layers, ...detect.layers, ...network.layers] }), 'scenes');
