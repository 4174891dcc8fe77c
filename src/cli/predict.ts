import { Command } from 'commander';
import type { InputTensor } from '../domain/tensor.ts';
import { type NpyArray, readNpy, toTensor, writeNpy } from '../formats/npy.ts';
import { readModel } from '../submission/index.ts';
import { parse, readInput, writeOutput } from './files.ts';

export function predictCommand(): Command {
  return new Command('predict')
    .description('Run a model on an array and write what it predicts, as Keras would.')
    .argument('<model>', 'a .keras or .h5 file, a SavedModel folder, or the model.json of TensorFlow.js')
    .requiredOption('-i, --input <x.npy>', 'rows to predict, batch first')
    .requiredOption('-o, --output <y.npy>', 'where to write the predictions')
    .action(async (path: string, options: { input: string; output: string }) => {
      const { loadModel } = await import('../model/index.ts');
      const model = await loadModel(await readModel(path));
      const bytes = await readInput(options.input);
      const inputs = parse(options.input, () => tensorOf(readNpy(bytes)));
      await writeOutput(options.output, writeNpy(await model.predict(inputs)));
    });
}

/** Integers stay integers, token ids above all; text stays text; everything else is a float. */
function tensorOf(array: NpyArray): InputTensor {
  if (!ArrayBuffer.isView(array.data)) return toTensor(array, 'string');
  return toTensor(array, /^[<>|][iub]/.test(array.dtype) ? 'int32' : 'float32');
}
