import { unzipSync } from 'fflate';
import type { ModelFiles } from '../../src/domain/submission.ts';
import type { InputTensor, Tensor } from '../../src/domain/tensor.ts';
import { EXPORTED } from '../../src/model/config/names.ts';
import { TENSORFLOW_NAMES } from '../../src/model/layers/operations/tensorflow.ts';
import { readGoldenCases } from '../../tests/model/fixtures.ts';
import { readTextCases } from '../../tests/model/text/fixtures.ts';

/** A model of the corpus, whatever it is about. */
export interface Specimen {
  readonly name: string;
  readonly models: readonly ModelFiles[];
  readonly input: InputTensor;
  readonly output: Tensor;
}

export interface Contents {
  readonly layers: ReadonlySet<string>;
  /** By the name of Keras 3's class, also where Keras 2 calls a function of TensorFlow's. */
  readonly operations: ReadonlySet<string>;
}

/** Everything that one generation of Keras made for the tests of layers. */
export function readCorpus(generation: 2 | 3): Specimen[] {
  return [...readGoldenCases(generation), ...readTextCases(generation)];
}

/** The classes that a model's config names. */
export function contentsOf({ models }: Specimen): Contents {
  const found = { layers: new Set<string>(), operations: new Set<string>() };
  const [config] = models.map(configOf).filter((value) => value !== undefined);
  if (config !== undefined) collect(config, found);
  return found;
}

function configOf({ format, files, path }: ModelFiles): unknown {
  const bytes = files.get(path);
  if (bytes === undefined || (format !== 'keras' && format !== 'tfjs-layers')) return undefined;
  const json = format === 'keras' ? unzipSync(bytes)['config.json'] : bytes;
  return JSON.parse(new TextDecoder().decode(json));
}

function collect(value: unknown, found: { layers: Set<string>; operations: Set<string> }): void {
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) collect(child, found);
  const { class_name: name, module, config } = value as Record<string, unknown>;
  if (typeof name !== 'string') return;
  const called = (config as { readonly function?: unknown } | undefined)?.function;
  if (name.endsWith('OpLambda')) found.operations.add(TENSORFLOW_NAMES.get(String(called)) ?? '');
  else if (/^keras\.src\.(ops|activations)\./.test(String(module))) found.operations.add(name);
  else found.layers.add(name).add(EXPORTED.get(name) ?? name);
}
