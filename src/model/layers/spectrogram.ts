import { isList } from '../config/json.ts';
import type { LayerConfig } from '../config/layer-config.ts';
import { tf } from '../tf.ts';
import { asPicture } from './convolution.ts';
import { layer, type Running, weight } from './definition.ts';

type Tensor = tf.Tensor;

/** The window, periodic, in the middle of a frame. */
function readWindow(config: LayerConfig, length: number, frame: number): Float64Array {
  const given = config.value('window');
  const values = isList(given) ? config.numbers('window') : cosineWindow(config, length);
  if (values?.length !== length) throw config.invalid('window', `${length} numbers`);
  const placed = new Float64Array(frame);
  placed.set(values, Math.floor((frame - length) / 2));
  return placed;
}

function cosineWindow(config: LayerConfig, length: number): number[] {
  const kind =
    config.value('window') === undefined ? 'none' : config.choice('window', ['hann', 'hamming'], 'hann');
  const [a, b] = { none: [1, 0], hann: [0.5, 0.5], hamming: [0.54, 0.46] }[kind] as [number, number];
  return Array.from({ length }, (_, i) => a - b * Math.cos((2 * Math.PI * i) / length));
}

/** Discrete Fourier transform as a matrix: (frame, bins), the window included. */
function basis(window: Float64Array, wave: (angle: number) => number): Tensor {
  const frame = window.length;
  const bins = Math.floor(frame / 2) + 1;
  const values = Float32Array.from({ length: frame * bins }, (_, i) => {
    const [time, bin] = [Math.floor(i / bins), i % bins];
    return (window[time] as number) * wave((2 * Math.PI * ((time * bin) % frame)) / frame);
  });
  return tf.tensor2d(values, [frame, bins]);
}

const toMel = (hertz: number): number => 1127 * Math.log(1 + hertz / 700);

interface Mel {
  readonly frame: number;
  readonly stride: number;
  readonly window: Float64Array;
  readonly bands: number;
  readonly rate: number;
  readonly lowest: number;
  readonly highest: number;
  readonly exponent: number;
  readonly decibels: false | { readonly range: number; readonly least: number; readonly reference: number };
}

function readMel(config: LayerConfig): Mel {
  const frame = config.count('fft_length', 2048);
  const rate = config.number('sampling_rate', 16000);
  const decibels = config.boolean('power_to_db', true) && {
    range: config.number('top_db', 80),
    least: config.number('min_power', 1e-10),
    reference: config.number('ref_power', 1),
  };
  if (decibels !== false) {
    const note = 'measures loudness against the loudest row of a batch';
    config.context.warn(`Layer "${config.layer.name}" ${note}, so that predictions depend on the batch.`);
  }
  return {
    frame,
    stride: config.count('sequence_stride', 512),
    window: readWindow(config, config.count('sequence_length', frame), frame),
    bands: config.count('num_mel_bins', 128),
    rate,
    lowest: config.number('min_freq', 20),
    highest: config.number('max_freq', rate / 2),
    exponent: config.number('mag_exp', 2),
    decibels,
  };
}

/** Overlapping triangles on the mel scale: (bins, bands). Source: `linear_to_mel_weight_matrix` */
function melMatrix({ frame, bands, rate, lowest, highest }: Mel): Tensor {
  const bins = Math.floor(frame / 2) + 1;
  const step = (toMel(highest) - toMel(lowest)) / (bands + 1);
  const values = Float32Array.from({ length: bins * bands }, (_, i) => {
    const [bin, band] = [Math.floor(i / bands), i % bands];
    if (bin === 0) return 0;
    const place = (toMel((bin * rate) / 2 / (bins - 1)) - toMel(lowest)) / step - band;
    return Math.max(0, Math.min(place, 2 - place));
  });
  return tf.tensor2d(values, [bins, bands]);
}

/** (rows, time) → (rows, frames, frame), reflected at both ends */
function frames(x: Tensor, { frame, stride }: Mel): Tensor {
  const margin = Math.floor(frame / 2);
  const padded = tf.mirrorPad(
    x,
    [
      [0, 0],
      [margin, margin],
    ],
    'reflect',
  );
  const count = 1 + Math.floor(((padded.shape[1] ?? 0) - frame) / stride);
  const starts = tf.reshape(tf.range(0, count * stride, stride, 'int32'), [count, 1]);
  return tf.gather(padded, tf.add(starts, tf.range(0, frame, 1, 'int32')), 1);
}

function toDecibels(power: Tensor, range: number, least: number, reference: number): Tensor {
  const decibels = (x: Tensor): Tensor => tf.mul(10 / Math.LN10, tf.log(tf.maximum(x, least)));
  const offset = 10 * Math.log10(Math.max(Math.abs(reference), least));
  const relative = tf.sub(decibels(power), offset);
  return tf.maximum(relative, tf.sub(tf.max(relative), range));
}

/** Loudness of bands of the mel scale over time: (rows, bands, frames) */
export const melSpectrogram = layer({
  source: 'preprocessing/mel_spectrogram.py',
  options: readMel,
  run: (x, { options }) => {
    const parts = frames(x, options);
    const [rows = 0, count = 0, frame = 1] = parts.shape;
    const flat = tf.reshape(parts, [rows * count, frame]);
    const along = (wave: (angle: number) => number): Tensor =>
      tf.square(tf.matMul(flat, basis(options.window, wave)));
    const spectrum = tf.pow(tf.sqrt(tf.add(along(Math.cos), along(Math.sin))), options.exponent);
    const mel = tf.matMul(spectrum, melMatrix(options));
    const { decibels } = options;
    const scaled = decibels ? toDecibels(mel, decibels.range, decibels.least, decibels.reference) : mel;
    return tf.transpose(tf.reshape(scaled, [rows, count, options.bands]), [0, 2, 1]);
  },
});

const MODES = ['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'] as const;

/** Keras `epsilon()`. */
const LEAST = 1e-7;

interface Stft {
  readonly mode: (typeof MODES)[number];
  readonly frame: number;
  readonly stride: number;
  readonly padding: 'valid' | 'same';
  readonly expand: boolean;
  readonly channelsFirst: boolean;
}

/** Each channel by itself through the transform's kernel: (rows, channels, bins, frames) */
function transform(x: Tensor, name: string, { options, weights }: Running<Stft>): Tensor {
  const [rows = 0, time = 0, channels = 0] = x.shape;
  const single = tf.reshape(tf.transpose(x, [0, 2, 1]), [rows * channels, time, 1]);
  const kernel = tf.expandDims(weights.get(name), 0) as tf.Tensor4D;
  const y = asPicture(single, (picture) =>
    tf.conv2d(picture as tf.Tensor4D, kernel, [1, options.stride], options.padding),
  );
  const [, count = 0, bins = 0] = y.shape;
  return tf.transpose(tf.reshape(y, [rows, channels, count, bins]), [0, 1, 3, 2]);
}

function spectrum(x: Tensor, running: Running<Stft>): Tensor {
  const real = (): Tensor => transform(x, 'real_kernel', running);
  const imaginary = (): Tensor => transform(x, 'imag_kernel', running);
  const power = (): Tensor => tf.add(tf.square(real()), tf.square(imaginary()));
  const magnitude = (): Tensor => tf.sqrt(tf.maximum(power(), LEAST));
  switch (running.options.mode) {
    case 'real':
      return real();
    case 'imag':
      return imaginary();
    case 'angle':
      return tf.atan2(imaginary(), real());
    case 'stft':
      return tf.concat([real(), imaginary()], 2);
    case 'psd':
      return twoSided(power());
    case 'magnitude':
      return magnitude();
    case 'log':
      return tf.log(tf.maximum(magnitude(), LEAST));
  }
}

/** All bins but the first and the last stand for two. */
function twoSided(power: Tensor): Tensor {
  const [rows = 0, channels = 0, bins = 0, count = 0] = power.shape;
  const inner = tf.slice(power, [0, 0, 1, 0], [rows, channels, bins - 2, count]);
  return tf.add(
    power,
    tf.pad(inner, [
      [0, 0],
      [0, 0],
      [1, 1],
      [0, 0],
    ]),
  );
}

/** (rows, channels, bins, frames) in the order that the layer is asked for. */
function placed(y: Tensor, { expand, channelsFirst }: Stft): Tensor {
  if (expand) return tf.transpose(y, channelsFirst ? [0, 1, 3, 2] : [0, 3, 2, 1]);
  const [rows = 0, channels = 0, bins = 0, count = 0] = y.shape;
  const flat = tf.reshape(y, [rows, channels * bins, count]);
  return channelsFirst ? flat : tf.transpose(flat, [0, 2, 1]);
}

/** The short-time Fourier transform, in one of several views */
export const stftSpectrogram = layer({
  source: 'preprocessing/stft_spectrogram.py',
  options: (config): Stft => {
    const frame = config.count('frame_length', 256);
    return {
      mode: config.choice('mode', MODES, 'log'),
      frame,
      stride: config.count('frame_step', Math.max(1, Math.floor(frame / 2))),
      padding: config.choice('padding', ['valid', 'same'], 'valid'),
      expand: config.boolean('expand_dims', false),
      channelsFirst: config.channelsFirst(),
    };
  },
  weights: ({ mode, frame }) => [
    mode !== 'imag' && weight('real_kernel', [frame, 1, null]),
    mode !== 'real' && weight('imag_kernel', [frame, 1, null]),
  ],
  run: (x, running) => {
    const { options } = running;
    const last = options.channelsFirst ? tf.transpose(x, [0, 2, 1]) : x;
    return placed(spectrum(last, running), options);
  },
});
