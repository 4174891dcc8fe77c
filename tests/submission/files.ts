import { zipSync } from 'fflate';
import type { Task } from '../../src/domain/exam.ts';

/** Well-formed beginnings of every format; the submission stage looks no further. */
export const KERAS = zipSync({ 'metadata.json': new TextEncoder().encode('{}') });
export const HDF5 = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0);
export const SHARD = Uint8Array.of(1, 2, 3, 4);

export const LFS_POINTER = [
  'version https://git-lfs.github.com/spec/v1',
  'oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393',
  'size 98765432',
  '',
].join('\n');

/** `model.json` of TensorFlow.js with weights in these files. */
export function modelJson(...paths: readonly string[]): string {
  return JSON.stringify({
    format: 'layers-model',
    modelTopology: {},
    weightsManifest: [{ paths, weights: [] }],
  });
}

export function task(id: string): Task {
  return {
    id,
    title: id,
    weight: 1,
    input: { shape: [1], dtype: 'float32' },
    output: { shape: [1], kind: 'values' },
    metric: { name: 'mae' },
    thresholds: { 2: 4, 3: 3, 4: 2, 5: 1 },
    hidden: { sha256: '0'.repeat(64), path: 'hidden.age' },
  };
}

export const TASKS = ['alpha', 'beta'].map(task);
