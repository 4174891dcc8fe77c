import { describe, expect, it } from 'vitest';
import { codeOf, outcome } from './outcome.ts';
import { readFixture, withFile } from './saved-model/fixtures.ts';

const { model, inputs } = readFixture('tfjs-cnn');

/** Where the shard of tfjs-cnn holds the paddings of its SpaceToBatchND and the crops of its BatchToSpaceND. */
const BLOCKS = 456;
const PADDINGS = 464;
const CROPS = 808;

function withInteger(at: number, value: number) {
  return withFile(model, 'group1-shard1of1.bin', (bytes) => {
    new DataView(bytes.buffer).setInt32(at, value, true);
    return bytes;
  });
}

describe('sizes that a graph holds as numbers', () => {
  it('are used when they are what TensorFlow wrote: the control case', async () => {
    expect(codeOf(await outcome(withInteger(PADDINGS, 0), inputs))).toBeUndefined();
  });

  it.each([
    ['a negative padding', PADDINGS, -(2 ** 24), 'model/damaged'],
    ['a padding beyond all memory', PADDINGS, 2 ** 26, 'model/too-large'],
    ['a negative crop', CROPS, -1, 'model/damaged'],
    ['a crop larger than the picture', CROPS, 2 ** 20, 'model/damaged'],
    ['blocks of no size', BLOCKS, 0, 'model/damaged'],
  ])('cannot write outside of their tensors: %s', async (_title, at, value, code) => {
    const healthy = await outcome(model, inputs);
    expect(codeOf(await outcome(withInteger(at, value), inputs))).toBe(code);
    expect(await outcome(model, inputs)).toEqual(healthy);
  });
});
