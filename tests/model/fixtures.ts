import { readdirSync, readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { ModelFiles, ModelFormat } from '../../src/domain/submission.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { readNpy, toTensor } from '../../src/formats/npy.ts';

/** One model as real Keras saved it, with an input and Keras's own prediction. */
export interface GoldenCase {
  readonly name: string;
  readonly models: readonly ModelFiles[];
  readonly input: Tensor;
  readonly output: Tensor;
}

/** The cases of one generation, as tests/fixtures/layers/make.py packed them, family by family. */
export function readGoldenCases(generation: 2 | 3): GoldenCase[] {
  const folder = new URL(`../fixtures/layers/keras${generation}/`, import.meta.url);
  const archives = readdirSync(folder).map((family) => readFileSync(new URL(family, folder)));
  const members = archives.flatMap((archive) => Object.entries(unzipSync(archive)));
  const byCase = Map.groupBy(members, ([path]) => path.slice(0, path.indexOf('/')));
  return [...byCase].map(([name, entries]) => {
    const files = new Map(entries.map(([path, bytes]) => [path.slice(name.length + 1), bytes]));
    return {
      name,
      models: modelsIn(files),
      input: tensorIn(files, 'input.npy'),
      output: tensorIn(files, 'output.npy'),
    };
  });
}

/** A whole model of a case, in one format. @throws {Error} when the corpus does not hold it */
export function goldenModel(generation: 2 | 3, name: string, format: ModelFormat): ModelFiles {
  const found = readGoldenCases(generation)
    .find((golden) => golden.name === name)
    ?.models.find((model) => model.format === format);
  if (found === undefined) throw new Error(`no ${format} of ${name} by Keras ${generation}`);
  return found;
}

function modelsIn(files: ReadonlyMap<string, Uint8Array>): ModelFiles[] {
  const single = (format: ModelFormat, path: string): ModelFiles[] => {
    const bytes = files.get(path);
    return bytes === undefined ? [] : [{ format, path, files: new Map([[path, bytes]]) }];
  };
  const web = [...files].filter(([path]) => path.startsWith('tfjs/'));
  return [
    ...single('keras', 'model.keras'),
    ...single('h5', 'model.h5'),
    ...(web.length === 0 ? [] : [tfjs(web)]),
  ];
}

function tfjs(web: readonly (readonly [string, Uint8Array])[]): ModelFiles {
  const files = new Map(web.map(([path, bytes]) => [path.slice('tfjs/'.length), bytes]));
  return { format: 'tfjs-layers', path: 'model.json', files };
}

function tensorIn(files: ReadonlyMap<string, Uint8Array>, path: string): Tensor {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`the corpus lacks ${path}`);
  return toTensor(readNpy(bytes), 'float32');
}
