/** Golden cases whose SavedModel is refused, with what the message names. Every other case predicts what Keras predicts. */
export interface Refusal {
  readonly cases: RegExp;
  readonly names: string;
  readonly why: string;
}

export const REFUSED: readonly Refusal[] = [
  {
    cases: /^(Rand|AugMix|CutMix|MixUp|Solarization|random_|augment|pipeline)/,
    names: 'AssignVariableOp',
    why: 'Keras 3 exports augmentation in training mode, with a random number generator that counts',
  },
  { cases: /^random_crop/, names: 'RngReadAndSkip', why: 'Keras 2 saves the random branch, too' },
  { cases: /^lstm_stateful_like$/, names: 'AssignVariableOp', why: 'a row would depend on those before it' },
  {
    cases: /^first_/,
    names: 'channels first',
    why: 'TensorFlow itself computes it on GPUs only, and exams are trained channels last',
  },
  {
    cases: /conv3d_transpose/,
    names: 'Conv3DBackpropInputV2',
    why: "TensorFlow.js's wasm backend computes it wrong",
  },
  { cases: /^conv3d_groups$/, names: 'conv3d', why: 'groups of volumes are not worth a kernel' },
  {
    cases: /^(einsum_dense|op_einsum)_ellipsis/,
    names: 'Einsum',
    why: 'ellipses before the known dimensions',
  },
  { cases: /(bicubic)/, names: 'ResizeBicubic', why: 'only nearest and bilinear resizing have kernels' },
  {
    cases: /(lanczos|gaussian|mitchell|antialias)/,
    names: 'ScaleAndTranslate',
    why: 'only nearest and bilinear resizing have kernels',
  },
  { cases: /_area/, names: 'ResizeArea', why: 'only nearest and bilinear resizing have kernels' },
  { cases: /^op_arg(max|min)/, names: 'Bitcast', why: 'Keras 3 tells −0 from 0 by their bits' },
  { cases: /^op_roll$/, names: 'Roll', why: 'no layer uses it' },
  { cases: /^op_take_along_axis$/, names: 'batch_dims', why: "TensorFlow.js's wasm kernel reads too far" },
  { cases: /(spectrogram|stft|fft)/, names: 'FFT', why: 'the wasm backend has no Fourier transform' },
  {
    cases: /^(tv_|adapted_|string_lookup|integer_lookup|embedding_|bag_|hashed_crossing_integers)/,
    names: 'vocabulary table',
    why: 'tables are filled from files by operations that touch files',
  },
  {
    cases: /^(hashing|hashed_crossing)/,
    names: 'StringToHashBucket',
    why: 'TensorFlow.js computes with no text',
  },
  { cases: /^hashing_/, names: 'AsString', why: 'TensorFlow.js computes with no text' },
];

/** Keras exports these in training mode, so that TensorFlow's own answer to the export is not Keras's. */
export const EXPORTED_OTHERWISE: ReadonlySet<string> = new Set(['random_crop_larger']);
