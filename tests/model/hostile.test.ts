import { describe, expect, it } from 'vitest';
import { FivefoldError } from '../../src/domain/errors.ts';
import type { ModelFiles } from '../../src/domain/submission.ts';
import { goldenModel } from './fixtures.ts';
import { codeOf, flipped, outcome, seeded } from './outcome.ts';

const INTACT = [
  goldenModel(3, 'nested_functional', 'keras'),
  goldenModel(3, 'nested_functional', 'h5'),
  goldenModel(2, 'nested_functional', 'h5'),
  goldenModel(2, 'nested_functional', 'tfjs-layers'),
];

/** The model with one of its files changed. */
function withFile(model: ModelFiles, change: (bytes: Uint8Array) => Uint8Array): ModelFiles {
  const name = model.path;
  const bytes = model.files.get(name);
  if (bytes === undefined) throw new Error(`no ${name}`);
  return { ...model, files: new Map([...model.files, [name, change(Uint8Array.from(bytes))]]) };
}

describe.each(INTACT.map((model) => ({ model, title: `${model.format} (${model.path})` })))(
  '$title',
  ({ model }) => {
    it('loads when intact', async () => {
      expect(await outcome(model)).toBeUndefined();
    });

    it('ends in an error when cut off anywhere', async () => {
      const size = model.files.get(model.path)?.byteLength ?? 0;
      for (let part = 0; part < 40; part++) {
        const cut = withFile(model, (bytes) => bytes.subarray(0, Math.floor((size * part) / 40)));
        expect(await outcome(cut)).toBeInstanceOf(FivefoldError);
      }
    });

    it("loads or ends in an error of the model's when any bit is flipped", async () => {
      const draw = seeded(20_261_123);
      for (let flip = 0; flip < 200; flip++) {
        const result = await outcome(withFile(model, (bytes) => flipped(bytes, draw)));
        if (result !== undefined) expect(codeOf(result)).toMatch(/^model\//);
      }
    });
  },
);

describe('files that are something else', () => {
  const single = (format: 'keras' | 'h5', bytes: Uint8Array): ModelFiles => ({
    format,
    path: `model.${format}`,
    files: new Map([[`model.${format}`, bytes]]),
  });

  it.each([
    ['nothing as .h5', single('h5', new Uint8Array())],
    ['nothing as .keras', single('keras', new Uint8Array())],
    ['text as .h5', single('h5', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1'))],
    ['a pickle as .keras', single('keras', Uint8Array.of(0x80, 4, 0x95, 0, 0, 0, 0, 0))],
  ])('%s', async (_title, model) => {
    expect(await outcome(model)).toMatchObject({ code: 'model/damaged' });
  });
});
