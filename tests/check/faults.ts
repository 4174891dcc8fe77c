import { join } from 'node:path';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import type { ModelFiles } from '../../src/domain/submission.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import type { PracticeTaskId } from '../../src/generate/index.ts';
import { readModel } from '../../src/submission/index.ts';
import { layerOf } from '../model/build.ts';

/** A weight of an additional layer. */
interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Layers around a trained model, by which it comes to have a fault. */
export interface Wrapping {
  /** Shape of a row that the outer model takes. */
  readonly input: readonly number[];
  readonly before?: readonly object[];
  readonly after?: readonly object[];
  readonly weights?: readonly Weight[];
}

/** A model of the sample submission, which real Keras trained. */
export function trained(task: PracticeTaskId): Promise<ModelFiles> {
  return readModel(join(submissionFolder('tfjs'), 'models', task, 'model.json'));
}

/**
 * A trained model inside another that spoils its inputs or its answers: whatever the network is, it now is as if it had
 * been trained on inputs, or on labels, of another form.
 */
export async function spoilt(task: PracticeTaskId, wrapping: Wrapping): Promise<ModelFiles> {
  const model = await trained(task);
  const json = JSON.parse(new TextDecoder().decode(model.files.get('model.json')));
  const inner = json.modelTopology.model_config;
  const input = layerOf('InputLayer', {
    batch_input_shape: [null, ...wrapping.input],
    dtype: 'float32',
    name: 'rows',
  });
  const layers = [
    input,
    ...(wrapping.before ?? []),
    { ...inner, name: 'trained' },
    ...(wrapping.after ?? []),
  ];
  json.modelTopology.model_config = { class_name: 'Sequential', config: { name: 'spoilt', layers } };
  const { weights = [] } = wrapping;
  const files = new Map(model.files);
  if (weights.length > 0) {
    const described = weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
    json.weightsManifest.push({ paths: ['spoilt.bin'], weights: described });
    files.set(
      'spoilt.bin',
      new Uint8Array(Float32Array.from(weights.flatMap(({ values }) => values)).buffer),
    );
  }
  files.set('model.json', new TextEncoder().encode(JSON.stringify(json)));
  return { ...model, files };
}

export function rescaling(scale: number, offset = 0): object {
  return layerOf('Rescaling', { scale, offset });
}

/** Output `o` is input `order[o]`: a Dense layer that only reorders, or picks. */
export function picking(
  name: string,
  order: readonly number[],
  inputs: number,
): { layer: object; weights: Weight[] } {
  const kernel = new Array<number>(inputs * order.length).fill(0);
  order.forEach((from, to) => {
    kernel[from * order.length + to] = 1;
  });
  return {
    layer: layerOf('Dense', { name, units: order.length, activation: 'linear', use_bias: false }, { name }),
    weights: [{ name: `${name}/kernel`, shape: [inputs, order.length], values: kernel }],
  };
}

/** Turns standardised columns back: in front of a model that takes them as they are, it asks for standardised ones. */
export function undoing({ shape, data }: Tensor): { layer: object; weights: Weight[] } {
  const columns = shape.at(-1) ?? 1;
  const values = Array.from({ length: columns }, (_, c) =>
    Array.from(data.filter((_, i) => i % columns === c)),
  );
  const means = values.map((column) => column.reduce((sum, x) => sum + x, 0) / column.length);
  const deviations = values.map((column, c) =>
    Math.sqrt(column.reduce((sum, x) => sum + (x - (means[c] ?? 0)) ** 2, 0) / column.length),
  );
  const kernel = Array.from({ length: columns ** 2 }, (_, i) =>
    i % (columns + 1) === 0 ? deviations[i % columns] : 0,
  );
  const name = 'undo';
  return {
    layer: layerOf('Dense', { name, units: columns, activation: 'linear', use_bias: true }, { name }),
    weights: [
      { name: `${name}/kernel`, shape: [columns, columns], values: kernel.map((value) => value ?? 0) },
      { name: `${name}/bias`, shape: [columns], values: means },
    ],
  };
}
