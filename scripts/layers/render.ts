import { KERAS_OPERATIONS } from '../../src/model/layers/operations/keras.ts';
import { TENSORFLOW_NAMES } from '../../src/model/layers/operations/tensorflow.ts';
import { REFUSED_CLASSES } from '../../src/model/layers/refused.ts';
import { LAYER_CLASSES } from '../../src/model/layers/table.ts';
import { type BuiltIn, readBuiltIns } from './classes.ts';
import type { Measured, Parity } from './measure.ts';

const INTRODUCTION = `# Layers

<!-- Written by \`npm run layers\`. Do not edit. -->

What the grader can run, and how close it comes to Keras. Every figure is measured: MODELS small models, made and saved by the
real Keras 2.15 and 3.15 (\`tests/fixtures/layers\`), are loaded from each of their files and asked to predict; Keras itself said what
they should answer.

- **wasm** is the engine that grades. **native** is the second opinion: TensorFlow 2.21, through \`@tensorflow/tfjs-node\`. Layers are the
  same on both; the kernels under them share no code. It runs whatever \`wasm\` runs, without exception.
- **Absolute** is the largest difference between two numbers. **Relative** is the same, divided by the largest number of the
  prediction where that is more than 1. A difference of 1e-7 is one bit of a float32. The tests demand 1e-5 of every model, on both engines.
- A model counts for every class in it, so that a simple layer may show the difference of another one behind it.
- Policies of 16 bits (\`mixed_float16\`, \`mixed_bfloat16\`, \`float16\`, \`bfloat16\`) are computed in float32, with a warning: Keras rounds
  every intermediate result to 11 or 8 significant bits, so that ours differ from Keras's by up to 0.5 %, and are the more exact. They are
  checked for that, and left out of the figures. \`float64\` is computed in float32 and meets the 1e-5.
- Quantised layers, options that Keras itself refuses, and what the tables do not list end in an error that names the layer.
`;

const LAYERS = `## Layers and cells

Sources are below \`keras/src/layers/\`. "At inference, hands on its input" means that Keras acts only during training there; a call with
\`training=True\` is refused. An option in the last column is honoured at this value only.
Classes without a version are other names in files: of Keras 1, of \`keras.layers.experimental\`, and what \`.keras\` files call
\`GroupedQueryAttention\`.

| class | Keras | source | files | models | wasm absolute | wasm relative | native absolute | native relative | |
|---|---|---|---|--:|--:|--:|--:|--:|---|
`;

const REFUSED = `## Refused

These come with Keras but are, or hold, code that no file contains. The error is \`model/custom-code\`.

| class | Keras | is |
|---|---|---|
`;

const OPERATIONS = `## Operations

Functions and Python operators between layers: \`keras.ops\` in Keras 3, TensorFlow's functions in Keras 2 (\`TFOpLambda\`,
\`SlicingOpLambda\`). Sources are below \`keras/src/\`.

| operation | source | models | wasm absolute | wasm relative | native absolute | native relative | in models of Keras 2 |
|---|---|--:|--:|--:|--:|--:|---|
`;

/** Names of classes in the order of the document: those of Keras, then those that only old or `.h5` files name. */
export function listedClasses(): BuiltIn[] {
  const builtIns = readBuiltIns();
  const known = new Set(builtIns.map(({ name }) => name));
  const others = [...LAYER_CLASSES.keys()].filter((name) => !known.has(name)).sort();
  return [...builtIns, ...others.map((name) => ({ name, versions: [], source: '' }))];
}

/** docs/layers.md */
export function renderLayers({ models, layers, operations }: Measured): string {
  const classes = listedClasses();
  const run = classes.filter(({ name }) => LAYER_CLASSES.has(name));
  const refused = classes.filter(({ name }) => REFUSED_CLASSES.has(name));
  return [
    INTRODUCTION.replace('MODELS', models.toLocaleString('en')),
    LAYERS + run.map((builtIn) => layerRow(builtIn, layers)).join('\n'),
    REFUSED + refused.map(refusedRow).join('\n'),
    OPERATIONS + [...KERAS_OPERATIONS.keys()].map((name) => operationRow(name, operations)).join('\n'),
  ]
    .map((part) => part.trimEnd())
    .join('\n\n')
    .concat('\n');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function layerRow({ name, versions }: BuiltIn, measured: Measured['layers']): string {
  const layerClass = LAYER_CLASSES.get(name);
  const parity = measured.get(name);
  const options = Object.entries(layerClass?.only ?? {}).map(
    ([key, value]) => `\`${key}=${pythonic(value)}\``,
  );
  const notes = [layerClass?.isIdentity ? 'at inference, hands on its input' : '', ...options].filter(
    Boolean,
  );
  const formats = [...(parity?.formats ?? [])].sort().join(' ');
  return row(
    `\`${name}\``,
    versionsOf(versions),
    `\`${layerClass?.source ?? ''}\``,
    formats,
    ...figures(parity),
    notes.join(', '),
  );
}

function refusedRow({ name, versions }: BuiltIn): string {
  return row(`\`${name}\``, versionsOf(versions), REFUSED_CLASSES.get(name) ?? '');
}

function operationRow(name: string, measured: Measured['operations']): string {
  const functions = [...TENSORFLOW_NAMES].filter(([, to]) => to === name).map(([from]) => `\`tf.${from}\``);
  const source = KERAS_OPERATIONS.get(name)?.source ?? '';
  return row(`\`${name}\``, `\`${source}\``, ...figures(measured.get(name)), functions.join(' '));
}

function versionsOf(versions: readonly string[]): string {
  return versions.map((version) => version.split('.').slice(0, 2).join('.')).join(', ') || '–';
}

function figures(parity: Parity | undefined): string[] {
  if (parity === undefined) return ['0', '', '', '', ''];
  const { wasm, native } = parity.errors;
  const errors = [wasm.absolute, wasm.relative, native.absolute, native.relative];
  return [String(parity.cases), ...errors.map(scientific)];
}

/** One digit: the others depend on the machine. */
function scientific(value: number): string {
  return value === 0 ? '0' : value.toExponential(0);
}

function pythonic(value: unknown): string {
  if (value === null) return 'None';
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);
}
