import { Command, Option } from 'commander';
import type { InputTensor } from '../domain/tensor.ts';
import { type NpyArray, readNpy, toTensor, writeNpy } from '../formats/npy.ts';
import type { EngineKind } from '../model/index.ts';
import { findTfjsNode } from '../native.ts';
import { readModel } from '../submission/index.ts';
import { parse, readInput, writeOutput } from './files.ts';

interface Options {
  readonly input: string;
  readonly output: string;
  readonly engine: EngineKind;
}

export function predictCommand(): Command {
  return new Command('predict')
    .description('Run a model on an array and write what it predicts, as Keras would.')
    .argument('<model>', 'a .keras or .h5 file, a SavedModel folder, or the model.json of TensorFlow.js')
    .requiredOption('-i, --input <x.npy>', 'rows to predict, batch first')
    .requiredOption('-o, --output <y.npy>', 'where to write the predictions')
    .addOption(
      new Option('--engine <engine>', 'what computes; native is TensorFlow itself, only for models you trust')
        .choices(['wasm', 'native'])
        .default('wasm'),
    )
    .action(async (path: string, options: Options) => {
      const { loadModel, startEngine } = await import('../model/index.ts');
      const tfjsNode = options.engine === 'native' ? await findTfjsNode(process.env) : undefined;
      await startEngine(options.engine, { tfjsNode });
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
