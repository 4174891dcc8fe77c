import { MAX_TOKENIZER_BYTES } from '../../src/domain/limits.ts';
import type { ModelFiles } from '../../src/domain/submission.ts';
import { trouble } from '../../src/domain/trouble.ts';
import { measure } from '../../src/metric/index.ts';
import { loadModel } from '../../src/model/index.ts';
import { readTokenizer } from '../../src/model/tokens/keras-tokenizer.ts';
import { encodeFrame } from '../../src/sandbox/frame.ts';
import { readResult } from '../../src/sandbox/result.ts';
import {
  DENSE,
  DENSE_WEIGHTS,
  forge,
  layerOf,
  sequential,
  type WrittenWeight,
} from '../../tests/model/build.ts';
import { savedModelOf } from '../../tests/model/saved-model/write.ts';
import type { Helps } from './help.ts';
import { bytes } from './raise.ts';
import { asWritten } from './written.ts';

/** A Sequential model that is fine but for this layer. */
function load(layer: object, weights: readonly WrittenWeight[] = []) {
  return loadModel(forge(sequential([3], layer), weights));
}

function loadBytes(format: ModelFiles['format'], path: string, content: Uint8Array) {
  return loadModel({ format, path, files: new Map([[path.split('/').at(-1) ?? path, content]]) });
}

/** A TensorFlow SavedModel whose one operation is this. */
function loadOperation(op: string) {
  const files = savedModelOf({ name: 'main', nodes: [{ name: 'preprocess', op, inputs: ['x'] }] });
  return loadModel({ format: 'saved-model', path: 'models/glyphs/saved_model.pb', files });
}

async function predictOnRows(columns: number) {
  const model = await load(DENSE, DENSE_WEIGHTS);
  return model.predict({ dtype: 'float32', shape: [1, columns], data: new Float32Array(columns) });
}

/** What the host makes of predictions for two rows, where the task asks for ten classes. */
function answerWith(columns: number, value: number) {
  const facts = { format: 'Keras 3.15.1 archive', parameters: 1, layers: 1 };
  const data = new Float32Array(2 * columns).fill(value);
  const header = { kind: 'predicted', shape: [2, columns], facts, timing: { loadMs: 1, predictMs: 1 } };
  const frame = encodeFrame(header, [new Uint8Array(data.buffer)]);
  return readResult(new Uint8Array(Buffer.concat(frame)), 2, { shape: [10], kind: 'classes' });
}

const BAD_PROBABILITIES = { dtype: 'float32', shape: [1, 3], data: Float32Array.of(2.1, -0.4, 0.3) } as const;

export const MODEL_HELP: Helps<'model'> & Helps<'prediction'> & Helps<'stopped'> = {
  'model/unknown-format': {
    means: 'The file is in order, but holds no model that could predict.',
    why: 'It was written by something else than `model.save`: only the weights, another HDF5 file, or the archive of another tool.',
    fix: 'Save the whole model, architecture and weights together: `model.save("model.keras")`.',
    raise: () => loadBytes('tfjs-layers', 'models/glyphs/model.json', bytes('{"format":"layers-model"}')),
  },
  'model/damaged': {
    means: 'The file begins like a model, but its bytes do not make sense any more.',
    why: 'Saving was interrupted, the file was cut off on its way to git (a full disk, a broken download), or somebody edited it.',
    fix: 'Load it with Keras first, `keras.models.load_model("model.keras")`. If that fails, too, save the model again from the program that trained it; then commit the new file.',
    raise: () => loadBytes('keras', 'models/glyphs/model.keras', bytes('PK\u0003\u0004 and then nothing')),
  },
  'model/too-large': {
    means:
      'The model needs more than a grading may use: layers, memory, or bytes of its config or tokenizer.',
    why: 'Very wide layers, a `Flatten` of large pictures before a `Dense`, or a tokenizer that remembers every word it ever saw.',
    fix: 'Make the part that the message names smaller. The message says how large it is, and how large it may be. The thresholds of this exam were reached by far smaller models.',
    raise: () => readTokenizer(new Uint8Array(MAX_TOKENIZER_BYTES + 1)),
  },
  'model/config-invalid': {
    means:
      'The description of the layers inside the file contradicts itself, in a way that Keras would not have written.',
    why: 'The config was edited by hand or by a tool.',
    fix: 'Save the model again with Keras and commit the new file as it is.',
    raise: () => load({ config: { name: 'dense' } }),
  },
  'model/layer-unsupported': {
    means:
      'One layer is of a class that the grader does not know, so that it cannot compute what your model predicts.',
    why: 'The class is your own, from an add-on library, or newer than this grader.',
    fix: "Rebuild that part from Keras's own layers; [layers.md](layers.md) lists all that are known. A custom layer that only combines others can be written as a function that calls them.",
    raise: () => load(layerOf('SpectralNormalization2D', { name: 'spectral' })),
  },
  'model/option-unsupported': {
    means:
      'The layer is known, but one of its options would change its result in a way that the grader does not compute.',
    why: 'A rare option, or an activation function of your own.',
    fix: 'Build the layer without the option, or replace it by layers that do the same; then train again, since weights learned with the option may mean something else without it.',
    raise: () => load(layerOf('Activation', { name: 'activation', activation: 'my_swish' })),
  },
  'model/op-forbidden': {
    means:
      'The graph holds an operation that would leave the model: it reads files, reaches the network, or runs Python. It was refused without being run.',
    why: '`tf.py_function`, `tf.print`, `tf.io` or a data set was traced into the exported graph, often as a part of preprocessing.',
    fix: "Leave that step out of the model, or write it with Keras's preprocessing layers, and save the Keras model itself.",
    raise: () => loadOperation('ReadFile'),
  },
  'model/op-unsupported': {
    means: 'An exported TensorFlow graph holds an operation that the grader cannot compute.',
    why: 'SavedModels and GraphModels are made of hundreds of low-level operations; a rare one is among them, or one that draws random numbers.',
    fix: 'Submit the Keras model in place of its export: `model.save("model.keras")`.',
    raise: () => loadOperation('RandomUniform'),
  },
  'model/custom-code': {
    means:
      'A layer is Python code of your own. The grader reads models as data and never runs code of a candidate, however harmless.',
    why: '`Lambda` layers, registered or subclassed layers, and subclassed models keep their arithmetic in Python and not in the file.',
    fix: 'Write it with built-in layers: `Rescaling(1 / 255)` for a division, `Reshape`, `Permute`, `Concatenate` and `keras.ops` for most of what `Lambda` is used for. Build the model as a Sequential or Functional one.',
    raise: () => load(layerOf('Lambda', { name: 'scale', function: ['4wEAAA==', null, null] })),
  },
  'model/quantised': {
    means:
      'The weights were rounded to a few bits, and the file holds what Keras needs to undo that, which the grader does not do.',
    why: '`model.quantize(…)` was called, or the model comes from a library that does so.',
    fix: 'Submit the model as it was before. Size is no reason: there is room for 100 MiB.',
    raise: () =>
      load(layerOf('Dense', { name: 'dense', units: 2, dtype: { config: { name: 'int8_from_float32' } } })),
  },
  'model/vocabulary-missing': {
    means: 'The model begins with a layer that looks words up, and the file does not hold the words.',
    why: '`.h5` and TensorFlow.js files do not keep what `adapt()` has learned; only `.keras` files do.',
    fix: 'Save it as `model.save("model.keras")`. If you need `.h5`, give the words to the layer when you build it: `vocabulary=[…]`.',
    raise: async () => {
      const model = await loadModel(
        forge({
          class_name: 'Sequential',
          config: {
            name: 'sequential',
            layers: [
              layerOf('InputLayer', { batch_input_shape: [null, 1], dtype: 'string' }),
              layerOf('TextVectorization', {
                name: 'text_vectorization',
                max_tokens: 100,
                output_mode: 'int',
              }),
            ],
          },
        }),
      );
      return model.predict({ dtype: 'string', shape: [1, 1], data: ['hello'] });
    },
  },
  'model/tokenizer-invalid': {
    means:
      'Your model takes numbers, and the `tokenizer.json` beside it does not say how to make them of texts.',
    why: "It is the tokenizer of another library (Hugging Face's file has the same name), or was written in another way than by `to_json()`.",
    fix: 'Write it with `file.write(tokenizer.to_json())` from a `keras.preprocessing.text.Tokenizer`. If you trained on the vocabulary of the exam, delete the file.',
    raise: () => readTokenizer(bytes('{"version":"1.0","model":{"type":"WordPiece"}}')),
  },
  'model/weights-missing': {
    means:
      'The file describes layers whose weights it does not hold, or holds weights that belong to no layer.',
    why: 'Architecture and weights were saved at different times, or the file was put together from two.',
    fix: 'Save both in one go, `model.save("model.keras")`, from the model that you trained.',
    raise: () => load(DENSE, DENSE_WEIGHTS.slice(0, 1)),
  },
  'model/weights-shape': {
    means: 'The weights in the file have another shape than their layer needs.',
    why: 'The architecture was changed after training, and the old weights were saved with it.',
    fix: 'Train the model that you describe, and save it whole: `model.save("model.keras")`.',
    raise: () =>
      load(DENSE, [
        { name: 'dense/kernel', shape: [3, 5] },
        { name: 'dense/bias', shape: [2] },
      ]),
  },
  'model/weights-not-finite': {
    means: 'A weight is NaN or infinite, so that every prediction would be, too.',
    why: 'Training diverged: the loss became `nan`, and the model was saved afterwards.',
    fix: 'Lower the learning rate (by ten, to begin with), scale the inputs inside the model (`Rescaling`, `Normalization`), or clip gradients with `clipnorm=1.0`. Save the best epoch, not the last: `ModelCheckpoint(save_best_only=True)`.',
    raise: () =>
      load(DENSE, [
        { name: 'dense/kernel', shape: [3, 2], values: [1, 2, Number.NaN, 4, 5, 6] },
        { name: 'dense/bias', shape: [2] },
      ]),
  },
  'model/input-mismatch': {
    means:
      'The model takes something else than the task gives: another shape, another size, text for numbers or numbers for text.',
    why: 'It was built for resized pictures, for another window, or for inputs that you prepared outside of the model.',
    fix: "Look at the shape in the task's page, and begin the model with it: `keras.Input(shape=…)`. Whatever you do to the rows before training (resizing, scaling, tokens) belongs into the model as layers. `fivefold check` tries the shapes that would fit.",
    raise: () => predictOnRows(4),
  },
  'prediction/shape': {
    means: 'The model ran, and answered with numbers of another shape than the task asks for.',
    why: 'The last layer has another number of units, a recurrent layer returns every step in place of the last, or a dimension of 1 is too many.',
    fix: 'Give the last layer the units that the task names; write `return_sequences=False` in the last recurrent layer, or add `Flatten` or `Reshape` at the end.',
    raise: () => answerWith(12, 0.1),
  },
  'prediction/not-finite': {
    means: 'The model answered with NaN or infinity for at least one row. No metric can use that.',
    why: 'Numbers grew too large inside the model, most often because inputs are not scaled, or because of a division or a logarithm of zero.',
    fix: 'Scale the inputs inside the model and lower the learning rate. `np.isfinite(model.predict(x)).all()` on the public sample tells whether it is mended.',
    raise: () => answerWith(10, Number.NaN),
  },
  'prediction/on-hidden-rows': {
    means:
      'The model runs, but not on all of the hidden rows. What exactly went wrong is not told, since the words would quote rows that nobody may see. It costs an attempt.',
    why: 'Hidden rows are of the same kind as the public ones, and hold what your training rows may not: a word that a vocabulary lacks, a larger number of a token, a value at which numbers overflow.',
    fix: 'Run `fivefold check`: about public rows it tells everything. Leave room for what you have not seen: an `[UNK]` token in every lookup, an `Embedding` as large as the vocabulary of the task, inputs that are scaled or clipped inside the model.',
    raise: () =>
      asWritten('src/refusal.ts', 'prediction/on-hidden-rows', {
        "WHAT[code] ?? 'is refused on some of the hidden rows'":
          'predicts NaN or infinity for some of the hidden rows',
      }),
  },
  'prediction/not-probabilities': {
    means:
      'This task measures how sure the model is, and its answers are not probabilities: below 0, above 1, or not 1 in sum.',
    why: 'The last layer has no activation (it answers with logits), or the wrong one.',
    fix: 'End the model with `softmax`, or with `sigmoid` for a single column. If you trained with `from_logits=True`, add the activation as a layer at the end; nothing needs to be trained again.',
    raise: () =>
      measure({ name: 'log-loss' }, BAD_PROBABILITIES, {
        dtype: 'int32',
        shape: [1],
        data: Int32Array.of(0),
      }),
  },
  'stopped/timeout': {
    means:
      'The model had not predicted all hidden rows in the time that a task has. It was ended; the other tasks were graded.',
    why: 'It is much larger than the task needs, or does slow things for every row: long recurrent layers, large pictures enlarged further, many layers on full resolution.',
    fix: 'Pool earlier, use fewer units or a shorter sequence, and take `GRU` or `Conv1D` where an `LSTM` is slow. `fivefold check` warns of models that are likely to be too slow.',
    raise: () => stopped('timeout', 'it had not finished after 120 s'),
  },
  'stopped/memory': {
    means: 'The model used more memory than a grading may use, and was ended; the other tasks were graded.',
    why: 'A layer makes a very large tensor of each row: `Flatten` before a wide `Dense`, attention over thousands of steps, upsampled pictures.',
    fix: 'Pool before flattening, use fewer units or filters, or shorten the sequence. `fivefold inspect` shows the shape after each layer.',
    raise: () => stopped('memory', 'it used more than 5120 MiB of memory'),
  },
  'stopped/crash': {
    means: 'The process that ran the model ended without an answer. Only this task is concerned.',
    why: 'The file asks for something that no model needs, or is damaged in a way that shows only when it runs.',
    fix: 'Load it in Keras and predict with it. If that works, please report the model, or send what `fivefold inspect` prints: the grader should have said more.',
    raise: () => stopped('crash', 'its process ended with exit code 1'),
  },
};

function stopped(reason: 'timeout' | 'memory' | 'crash', detail: string) {
  const { message, hint } = trouble({ task: 'glyphs', title: 'Glyphs', kind: 'stopped', reason, detail });
  return { code: `stopped/${reason}`, message, hint };
}
