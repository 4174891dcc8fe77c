/** One model in a fresh process, by the same steps as `peer.py`. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Tensor } from '../../src/domain/tensor.ts';

const start = performance.now();
const { loadModel } = await import('../../src/model/index.ts');
const { readNpz, toTensor } = await import('../../src/formats/npz.ts').then(async (npz) => ({
  ...npz,
  ...(await import('../../src/formats/npy.ts')),
}));

const [path = '', data = '', dtype = 'float32'] = process.argv.slice(2);
const array = readNpz(await readFile(data)).get('inputs');
if (!array) throw new Error(`${data} has no inputs`);
const inputs = toTensor(array, dtype as Tensor['dtype']);
const imported = performance.now();
const model = await loadModel({
  format: path.endsWith('.h5') ? 'h5' : 'keras',
  path,
  files: new Map([[basename(path), await readFile(path)]]),
});
const loaded = performance.now();
await model.predict(firstRow(inputs));
const first = performance.now();
await model.predict(inputs);
const done = performance.now();

console.log(
  JSON.stringify({
    importMs: imported - start,
    loadMs: loaded - imported,
    firstMs: first - loaded,
    predictMs: done - first,
  }),
);

function firstRow(tensor: Tensor): Tensor {
  const size = tensor.data.length / (tensor.shape[0] ?? 1);
  return { ...tensor, shape: [1, ...tensor.shape.slice(1)], data: tensor.data.slice(0, size) } as Tensor;
}
