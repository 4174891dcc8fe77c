import { describe, expect, it } from 'vitest';
import { decodeTexts, encodeTexts } from '../../src/sandbox/texts.ts';

const BYTES = encodeTexts(['ab', '']);

describe('texts on their way to the worker', () => {
  it('arrive as they were sent: the control case', () => {
    expect(decodeTexts(BYTES, 2)).toEqual(['ab', '']);
  });

  it.each([
    ['fewer texts than announced', BYTES, 3],
    ['more texts than announced', BYTES, 1],
    ['a billion announced texts', BYTES, 2 ** 30],
    ['a text that is cut off', BYTES.subarray(0, 5), 1],
    ['a length beyond the end', BYTES.with(3, 255), 2],
    ['bytes that are not UTF-8', BYTES.with(4, 0xff), 2],
  ])('are refused: %s', (_title, bytes, count) => {
    expect(() => decodeTexts(bytes, count)).toThrow(/texts|UTF-8/);
  });
});
