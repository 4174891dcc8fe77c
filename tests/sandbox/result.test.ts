import { describe, expect, it } from 'vitest';
import { bytesOf, encodeFrame, MAGIC } from '../../src/sandbox/frame.ts';
import { readResult } from '../../src/sandbox/result.ts';

const OUTPUT = { shape: [2], kind: 'classes' } as const;
const FACTS = { format: 'Keras 3.15.1 archive', parameters: 6, layers: 2 };
const TIMING = { loadMs: 12.5, predictMs: 3 };

function answer(header: unknown, values: readonly number[] = []): Uint8Array {
  return Buffer.concat(encodeFrame(header, [bytesOf(Float32Array.from(values))]));
}

/** A frame whose header is this text, in whatever spelling. */
function headerOf(text: string): Uint8Array {
  const json = new TextEncoder().encode(text);
  return Uint8Array.of(...MAGIC, json.length, 0, 0, 0, ...json);
}

function predicted(shape: readonly number[], values: readonly number[]): Uint8Array {
  return answer({ kind: 'predicted', shape, facts: FACTS, timing: TIMING }, values);
}

describe('an answer from the worker', () => {
  it('is accepted when shape, length and values meet the contract', async () => {
    const outcome = await readResult(predicted([2, 2], [0.1, 0.9, 0.8, 0.2]), 2, OUTPUT);
    expect(outcome).toMatchObject({ kind: 'predicted', facts: FACTS, predictions: { shape: [2, 2] } });
  });

  it('may drop the last dimension where one value per row is asked for', async () => {
    const outcome = await readResult(predicted([3], [1, 2, 3]), 3, { shape: [1], kind: 'values' });
    expect(outcome).toMatchObject({ kind: 'predicted', predictions: { shape: [3, 1] } });
  });

  it('of another shape is the candidate’s to mend, and says both shapes', async () => {
    const outcome = await readResult(predicted([2, 3], [1, 2, 3, 4, 5, 6]), 2, OUTPUT);
    expect(outcome).toMatchObject({ kind: 'rejected', problem: { code: 'prediction/shape' } });
    expect(JSON.stringify(outcome)).toContain('(3,)');
    expect(JSON.stringify(outcome)).toContain('(2,)');
  });

  it('for another number of rows is rejected', async () => {
    expect(await readResult(predicted([1, 2], [1, 2]), 2, OUTPUT)).toMatchObject({ kind: 'rejected' });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'with %s names the row',
    async (value) => {
      const outcome = await readResult(predicted([2, 2], [0, 1, 0, value]), 2, OUTPUT);
      expect(outcome).toMatchObject({ kind: 'rejected', problem: { code: 'prediction/not-finite' } });
      expect(JSON.stringify(outcome)).toContain('row 1');
    },
  );

  it('[T-36] that announces more numbers than it sends is no answer', async () => {
    const cut = readResult(predicted([2, 2], [1, 2, 3]), 2, OUTPUT);
    await expect(cut).rejects.toMatchObject({ name: 'EndedEarly' });
  });

  it('[T-36] that sends more numbers than it announces is no answer', async () => {
    await expect(readResult(predicted([2, 2], [1, 2, 3, 4, 5]), 2, OUTPUT)).rejects.toThrow('more bytes');
  });

  it('that memory was refused to is told like a model that used too much', async () => {
    const outcome = await readResult(answer({ kind: 'exhausted' }), 2, OUTPUT);
    expect(outcome).toMatchObject({ kind: 'stopped', reason: 'memory' });
  });

  it('carries a model error through, whole', async () => {
    const problem = { code: 'model/custom-code', message: 'm', hint: 'h', where: 'lambda_1' };
    expect(await readResult(answer({ kind: 'rejected', problem }), 2, OUTPUT)).toEqual({
      kind: 'rejected',
      problem,
    });
  });

  it.each([
    [
      'a code that is not about models',
      { kind: 'rejected', problem: { code: 'hidden/key-wrong', message: '', hint: '' } },
    ],
    ['an unknown kind', { kind: 'passed', score: 5 }],
    ['an extra field', { kind: 'failed', message: '', score: 5 }],
    ['a negative dimension', { kind: 'predicted', shape: [-1, 2], facts: FACTS, timing: TIMING }],
    ['a fractional dimension', { kind: 'predicted', shape: [0.5, 2], facts: FACTS, timing: TIMING }],
    [
      'more dimensions than there are',
      { kind: 'predicted', shape: new Array(9).fill(1), facts: FACTS, timing: TIMING },
    ],
    ['a prototype', JSON.parse('{"kind":"failed","message":"","__proto__":{"kind":"predicted"}}')],
  ])('with %s is refused', async (_what, header) => {
    await expect(readResult(answer(header), 2, OUTPUT)).rejects.toThrow();
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['noise', new Uint8Array(64).fill(7)],
    ['a header length beyond the end', Uint8Array.of(0x46, 0x35, 0x46, 0x31, 255, 255, 255, 255)],
    ['a byte order mark', headerOf('\ufeff{"kind":"exhausted"}')],
    ['a key twice', headerOf('{"kind":"failed","kind":"exhausted"}')],
    ['spaces', headerOf('{ "kind":"exhausted"}')],
    [
      'minus zero',
      headerOf(
        JSON.stringify({ kind: 'predicted', shape: [2, 2], facts: FACTS, timing: TIMING }).replace('6', '-0'),
      ),
    ],
    [
      'an infinity',
      headerOf(
        JSON.stringify({ kind: 'predicted', shape: [2, 2], facts: FACTS, timing: TIMING }).replace(
          '6',
          '1e999',
        ),
      ),
    ],
    [
      'UTF-8 cut in half',
      headerOf('{"kind":"failed","message":"é"}').map((byte) => (byte === 0xc3 ? 0x22 : byte)),
    ],
    ['a header that is not JSON', Uint8Array.of(0x46, 0x35, 0x46, 0x31, 2, 0, 0, 0, 0x7b, 0x7b)],
  ])('that is %s is refused', async (_what, bytes) => {
    await expect(readResult(bytes, 2, OUTPUT)).rejects.toThrow();
  });
});
