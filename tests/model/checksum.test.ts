import { expect, it } from 'vitest';
import { unzip } from '../../src/formats/zip.ts';
import { loadModel } from '../../src/model/index.ts';
import { goldenModel } from './fixtures.ts';

const MODEL = goldenModel(3, 'residual', 'keras');
const [[name, archive] = ['', new Uint8Array()]] = MODEL.files;

/** Keras stores the members of a `.keras` file as they are, so that the weights stand in it byte for byte. */
const weights = unzip(archive).get('model.weights.h5') ?? new Uint8Array();
const start = Buffer.from(archive).indexOf(weights);

it('a weight with one flipped bit is noticed, which libhdf5 would not', async () => {
  expect(start).toBeGreaterThan(0);
  // A bit of the mantissa: the number is another one, and as good as any.
  const at = start + Math.floor(weights.length * 0.9);
  const flipped = archive.with(at, (archive[at] ?? 0) ^ 1);
  await expect(loadModel({ ...MODEL, files: new Map([[name, flipped]]) })).rejects.toMatchObject({
    code: 'model/damaged',
    message: expect.stringContaining('model.weights.h5 in the archive is not as it was stored'),
  });
  (await loadModel(MODEL)).dispose();
});
