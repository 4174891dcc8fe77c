import type { ModelFiles } from '../../../src/domain/submission.ts';
import type { Tensor } from '../../../src/domain/tensor.ts';
import { goldenModel, readGoldenCases } from '../fixtures.ts';
import { readFixture } from '../saved-model/fixtures.ts';

/** A healthy model as real Keras saved it, small so that thousands of damaged copies can be loaded in minutes. */
export interface Base {
  readonly name: string;
  readonly model: ModelFiles;
  readonly inputs: Tensor;
}

const LAYERS = [
  [3, 'nested_functional', 'keras'],
  [3, 'mask_zero_functional', 'keras'],
  [3, 'residual', 'h5'],
  [3, 'bidirectional_stack', 'h5'],
  [2, 'nested_functional', 'h5'],
  [2, 'residual', 'tfjs-layers'],
  [2, 'bidirectional_stack', 'tfjs-layers'],
] as const;

const GRAPHS = ['keras2-mlp', 'keras3-lstm', 'tfjs-cnn', 'tfjs-lstm'];

/** By name, each a function, because a child process needs only one of them. */
export const BASES: ReadonlyMap<string, () => Base> = new Map<string, () => Base>([
  ...LAYERS.map(([generation, name, format]) => {
    const title = `keras${generation}-${name}.${format}`;
    return [
      title,
      () => ({
        name: title,
        model: goldenModel(generation, name, format),
        inputs: inputsOf(generation, name),
      }),
    ] as const;
  }),
  ...GRAPHS.map((name) => [name, () => graph(name)] as const),
]);

function inputsOf(generation: 2 | 3, name: string): Tensor {
  const found = readGoldenCases(generation).find((golden) => golden.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found.input;
}

/** Without the tensors that lie beside the model in its archive. */
function graph(name: string): Base {
  const { model, inputs } = readFixture(name);
  const files = [...model.files].filter(([path]) => !path.endsWith('.npy'));
  return { name, model: { ...model, files: new Map(files) }, inputs };
}
