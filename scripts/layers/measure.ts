import type { Tensor } from '../../src/domain/tensor.ts';
import { loadModel } from '../../src/model/index.ts';
import { deviation, isHalfPrecision } from '../../tests/model/parity.ts';
import { contentsOf, readCorpus, type Specimen } from './corpus.ts';

/** How well one class was met, over all models that contain it. */
export interface Parity {
  cases: number;
  readonly formats: Set<string>;
  /** Largest |ours − Keras's|. */
  absolute: number;
  /** The same, relative to the largest number of the prediction where that is more than 1. */
  relative: number;
}

export interface Measured {
  readonly models: number;
  readonly layers: ReadonlyMap<string, Parity>;
  readonly operations: ReadonlyMap<string, Parity>;
}

const NAMES: Readonly<Record<string, string>> = { keras: '.keras', h5: '.h5', 'tfjs-layers': 'TF.js' };

/** Runs the whole corpus on WASM. Models that Keras rounds to 16 bits count as cases and not in the figures. */
export async function measureCorpus(): Promise<Measured> {
  const layers = new Map<string, Parity>();
  const operations = new Map<string, Parity>();
  let models = 0;
  for (const specimen of [...readCorpus(2), ...readCorpus(3)]) {
    const contents = contentsOf(specimen);
    const errors = await errorsOf(specimen);
    models += specimen.models.length;
    const formats = specimen.models.map(({ format }) => NAMES[format] ?? format);
    for (const name of contents.layers) note(layers, name, formats, errors);
    for (const name of contents.operations) note(operations, name, formats, errors);
  }
  return { models, layers, operations };
}

interface Errors {
  readonly absolute: number;
  readonly relative: number;
}

async function errorsOf({ name, models, input, output }: Specimen): Promise<Errors> {
  let worst = { absolute: 0, relative: 0 };
  for (const files of models) {
    const model = await loadModel(files);
    const prediction = await model.predict(input);
    model.dispose();
    if (isHalfPrecision(name)) continue;
    const { absolute, relative } = worst;
    worst = {
      absolute: Math.max(absolute, distance(prediction, output)),
      relative: Math.max(relative, deviation(prediction, output)),
    };
  }
  return worst;
}

function distance(ours: Tensor, keras: Tensor): number {
  let most = 0;
  for (const [i, value] of keras.data.entries()) most = Math.max(most, Math.abs(value - (ours.data[i] ?? 0)));
  return most;
}

function note(all: Map<string, Parity>, name: string, formats: readonly string[], errors: Errors): void {
  const parity = all.get(name) ?? { cases: 0, formats: new Set(), absolute: 0, relative: 0 };
  parity.cases += 1;
  for (const format of formats) parity.formats.add(format);
  parity.absolute = Math.max(parity.absolute, errors.absolute);
  parity.relative = Math.max(parity.relative, errors.relative);
  all.set(name, parity);
}
