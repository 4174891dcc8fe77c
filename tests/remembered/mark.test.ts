import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Predictions } from '../../src/domain/prediction.ts';
import { mintIdentity, predictionKeys, rememberedKey } from '../../src/hidden/index.ts';
import { markOf } from '../../src/remembered/index.ts';
import { KEY } from './results.ts';

const source = { model: 'c'.repeat(64), hidden: 'd'.repeat(64) };
const predicted = (values: readonly number[], shape = [values.length, 1]): Predictions => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});
const mark = (predictions: Predictions, of = source, key = KEY) =>
  markOf(key, of, predictions).predictionsHmac;

describe('the mark of predictions', () => {
  it('is what anybody with the key computes, on any machine', () => {
    const values = Buffer.alloc(8);
    values.writeFloatLE(0.5, 0);
    values.writeFloatLE(-1, 4);
    const head = JSON.stringify(['fivefold/predictions/1', source.model, source.hidden, 'float32', [2, 1]]);
    const expected = createHmac('sha256', KEY).update(`${head}\n`).update(values).digest('hex');
    expect(mark(predicted([0.5, -1]))).toBe(expected);
  });

  it('is another for every other bit, shape, model, hidden set or key', () => {
    const marks = [
      mark(predicted([0.5, 0])),
      mark(predicted([0.5, -0])),
      mark(predicted([0.5 + 2 ** -24, 0])),
      mark(predicted([0.5, 0], [1, 2])),
      mark(predicted([0.5, 0]), { ...source, model: 'e'.repeat(64) }),
      mark(predicted([0.5, 0]), { ...source, hidden: 'e'.repeat(64) }),
      mark(predicted([0.5, 0]), source, new Uint8Array(32).fill(2)),
    ];
    expect(new Set(marks).size).toBe(marks.length);
  });

  it('[T-93] tells nobody whether two models answered alike, and cannot be guessed from an answer without the key', () => {
    const answer = predicted(Array<number>(300).fill(0.25));
    const marks = Array.from({ length: 50 }, (_, i) => mark(answer, { ...source, model: `${i}` }));
    expect(new Set(marks).size).toBe(50);
    const guesses = [
      new Uint8Array(0),
      new Uint8Array(32),
      new TextEncoder().encode('fivefold/predictions/1'),
    ];
    for (const guess of guesses) expect(mark(answer, source, guess)).not.toBe(mark(answer));
  });

  it('is none where there is no key, or no model known by an id', () => {
    expect(markOf(undefined, source, predicted([1]))).toEqual({});
    expect(markOf(KEY, { ...source, model: undefined }, predicted([1]))).toEqual({});
  });
});

describe('the keys', () => {
  it('follow from the identity, differ by use, and do not show it', async () => {
    const [{ identity }, { identity: old }] = await Promise.all([mintIdentity(), mintIdentity()]);
    const [first, second] = await predictionKeys(`${identity}\n${old}`);
    expect(await predictionKeys(identity)).toEqual([first]);
    expect(await predictionKeys(old)).toEqual([second]);
    expect(await rememberedKey(`${identity}\n${old}`)).toEqual(await rememberedKey(identity));
    expect(await rememberedKey(identity)).not.toEqual(first);
    expect(Buffer.from(first).toString('base64')).not.toContain(identity.slice(-10));
  });
});
