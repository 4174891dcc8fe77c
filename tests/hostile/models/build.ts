import { zipSync } from 'fflate';
import * as h5wasm from 'h5wasm';
import type { NewFiles } from '../../../scripts/loopback/index.ts';
import { forge, layerOf, sequential, type WrittenWeight } from '../../model/build.ts';

/** Everything in this folder takes rows of two numbers and answers with two, unless that is the attack. */
export const ROW = [2];

export const DENSE = layerOf('Dense', { units: 2, activation: 'linear', use_bias: true });
export const CONFIG = sequential(ROW, DENSE);

/** The identity: what comes in goes out. */
const KERNEL = [1, 0, 0, 1];
export const WEIGHTS: readonly WrittenWeight[] = [
  { name: 'dense/kernel', shape: [2, 2], values: KERNEL },
  { name: 'dense/bias', shape: [2] },
];

/** A TensorFlow.js model as it is committed. */
export function web(config: unknown, weights: readonly WrittenWeight[] = []): NewFiles {
  return Object.fromEntries(forge(config, weights).files);
}

/** What is graded beside every attack. */
export const HEALTHY = web(CONFIG, WEIGHTS);

/** A Keras 2 HDF5 model, or anything else that libhdf5 will write. */
export async function hdf5(fill: (file: h5wasm.File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const path = '/attack.h5';
  const file = new h5wasm.File(path, 'w', { libver: ['earliest', 'v108'] });
  fill(file);
  file.close();
  const bytes = Uint8Array.from(FS.readFile(path));
  FS.unlink(path);
  return bytes;
}

/** What Keras 2 writes around the weights, which are then written into the group of the one layer. */
export function kerasH5(
  weights: (layer: h5wasm.Group, file: h5wasm.File) => void,
  config: unknown = CONFIG,
): Promise<Uint8Array> {
  return hdf5((file) => {
    file.create_attribute('keras_version', '2.15.0');
    file.create_attribute('model_config', typeof config === 'string' ? config : JSON.stringify(config));
    const all = file.create_group('model_weights');
    all.create_attribute('layer_names', ['dense']);
    const layer = all.create_group('dense');
    layer.create_attribute('weight_names', ['kernel', 'bias']);
    weights(layer, file);
  });
}

export function writeKernel(layer: h5wasm.Group): void {
  layer.create_dataset({ name: 'kernel', data: Float32Array.from(KERNEL), shape: [2, 2] });
}

export function writeBias(layer: h5wasm.Group): void {
  layer.create_dataset({ name: 'bias', data: new Float32Array(2), shape: [2] });
}

export function writeBoth(layer: h5wasm.Group): void {
  writeKernel(layer);
  writeBias(layer);
}

/** The members of a Keras 3 archive. */
export async function members(
  config: unknown = CONFIG,
  weights: (vars: h5wasm.Group) => void = (vars) => {
    vars.create_dataset({ name: '0', data: Float32Array.from(KERNEL), shape: [2, 2] });
    vars.create_dataset({ name: '1', data: new Float32Array(2), shape: [2] });
  },
): Promise<Record<string, Uint8Array>> {
  const file = await hdf5((root) =>
    weights(root.create_group('layers').create_group('dense').create_group('vars')),
  );
  return {
    'config.json': text(typeof config === 'string' ? config : JSON.stringify(config)),
    'metadata.json': text('{"keras_version": "3.15.1"}'),
    'model.weights.h5': file,
  };
}

/** A Keras 3 archive, stored as Keras stores it. */
export function archive(inside: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(inside, { level: 0 });
}

export function text(of: string): Uint8Array {
  return new TextEncoder().encode(of);
}
