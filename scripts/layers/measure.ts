import type { Tensor } from '../../src/domain/tensor.ts';
import { type EngineKind, type EngineOptions, loadModel, startEngine } from '../../src/model/index.ts';
import { deviation, isHalfPrecision } from '../../tests/model/parity.ts';
import { contentsOf, readCorpus, type Specimen } from './corpus.ts';

/** How well one class was met, over all models that contain it. */
export interface Parity {
  cases: number;
  readonly formats: Set<string>;
  errors: Errors;
}

/** By the engine that computed. */
export type Errors = Readonly<Record<EngineKind, Distance>>;

export interface Distance {
  /** Largest |ours − Keras's|. */
  readonly absolute: number;
  /** The same, relative to the largest number of the prediction where that is more than 1. */
  readonly relative: number;
}

export interface Measured {
  readonly models: number;
  readonly layers: ReadonlyMap<string, Parity>;
  readonly operations: ReadonlyMap<string, Parity>;
}

const NAMES: Readonly<Record<string, string>> = { keras: '.keras', h5: '.h5', 'tfjs-layers': 'TF.js' };

/**
 * Runs the whole corpus on both engines. Models that Keras rounds to 16 bits count as cases and not in the figures.
 *
 * @throws {FivefoldError} engine/unavailable
 */
export async function measureCorpus(options: EngineOptions): Promise<Measured> {
  const specimens = [...readCorpus(2), ...readCorpus(3)];
  // First, so that its absence shows at once.
  const native = await measureOn('native', specimens, options);
  const wasm = await measureOn('wasm', specimens);
  const layers = new Map<string, Parity>();
  const operations = new Map<string, Parity>();
  for (const [i, specimen] of specimens.entries()) {
    const contents = contentsOf(specimen);
    const formats = specimen.models.map(({ format }) => NAMES[format] ?? format);
    const errors = { wasm: wasm[i] ?? NONE, native: native[i] ?? NONE };
    for (const name of contents.layers) note(layers, name, formats, errors);
    for (const name of contents.operations) note(operations, name, formats, errors);
  }
  const models = specimens.reduce((sum, specimen) => sum + specimen.models.length, 0);
  return { models, layers, operations };
}

const NONE: Distance = { absolute: 0, relative: 0 };

/** One distance for each specimen. */
async function measureOn(
  engine: EngineKind,
  specimens: readonly Specimen[],
  options: EngineOptions = {},
): Promise<Distance[]> {
  await startEngine(engine, options);
  const distances: Distance[] = [];
  for (const specimen of specimens) distances.push(await measure(specimen));
  return distances;
}

async function measure({ name, models, input, output }: Specimen): Promise<Distance> {
  let worst = NONE;
  for (const files of models) {
    const model = await loadModel(files);
    const prediction = await model.predict(input);
    model.dispose();
    if (isHalfPrecision(name)) continue;
    worst = larger(worst, {
      absolute: distance(prediction, output),
      relative: deviation(prediction, output),
    });
  }
  return worst;
}

function larger(one: Distance, other: Distance): Distance {
  return {
    absolute: Math.max(one.absolute, other.absolute),
    relative: Math.max(one.relative, other.relative),
  };
}

function distance(ours: Tensor, keras: Tensor): number {
  let most = 0;
  for (const [i, value] of keras.data.entries()) most = Math.max(most, Math.abs(value - (ours.data[i] ?? 0)));
  return most;
}

function note(all: Map<string, Parity>, name: string, formats: readonly string[], errors: Errors): void {
  const parity = all.get(name) ?? { cases: 0, formats: new Set(), errors: { wasm: NONE, native: NONE } };
  parity.cases += 1;
  for (const format of formats) parity.formats.add(format);
  parity.errors = {
    wasm: larger(parity.errors.wasm, errors.wasm),
    native: larger(parity.errors.native, errors.native),
  };
  all.set(name, parity);
}
