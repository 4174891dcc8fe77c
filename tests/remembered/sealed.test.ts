import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spell } from '../../src/remembered/asked.ts';
import { sealWith } from '../../src/remembered/sealed.ts';
import { ASKED, KEY, MEASURED, OTHERS } from './results.ts';

const seal = sealWith(KEY);
const question = spell(ASKED);
const sealed = seal.close(question, MEASURED);

describe('a sealed result', () => {
  it('opens to every bit of what was measured', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const result = { ...MEASURED, value };
        expect(seal.open(question, seal.close(question, result))).toEqual(result);
      }),
    );
  });

  it('opens without a mark, and with what was read of texts', () => {
    const { predictionsHmac: _, ...unmarked } = MEASURED;
    const result = { ...unmarked, facts: { ...MEASURED.facts, read: 'own-tokens' as const } };
    expect(seal.open(question, seal.close(question, result))).toEqual(result);
  });

  it('[T-90] opens with no other key', () => {
    expect(sealWith(new Uint8Array(32).fill(2)).open(question, sealed)).toBeUndefined();
  });

  it.each(OTHERS)('[T-90] [T-94] is no answer where the %s is another', (_, asked) => {
    const other = spell(asked);
    expect(seal.name(other)).not.toBe(seal.name(question));
    expect(seal.open(other, sealed)).toBeUndefined();
  });

  it('[T-90] opens with no bit changed, no byte less and none more', () => {
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(seal.open(question, changed), `bit ${bit}`).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(seal.open(question, sealed.subarray(0, length)), `${length} bytes`).toBeUndefined();
    expect(seal.open(question, Uint8Array.of(...sealed, 0))).toBeUndefined();
  });

  it('[T-91] has one length, whatever was measured', () => {
    const lengths = [0, 1, 0.5, 1 / 3, 1e-300, -123.456].map(
      (value) => seal.close(question, { ...MEASURED, value }).length,
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it('[T-91] shows nothing of model, task or result, in its bytes or its name', () => {
    const text = `${seal.name(question)} ${Buffer.from(sealed).toString('latin1')}`;
    for (const word of ['Keras', '1234', 'value', 'accuracy', ASKED.model, MEASURED.predictionsHmac])
      expect(text).not.toContain(word);
    expect(seal.name(question)).toMatch(/^[0-9a-f]{64}$/);
    expect(sealWith(new Uint8Array(32).fill(2)).name(question)).not.toBe(seal.name(question));
  });

  it('[T-91] never uses a nonce for two texts, and gives equal bytes for equal results', () => {
    const nonceOf = (value: number) =>
      Buffer.from(seal.close(question, { ...MEASURED, value }).subarray(0, 12)).toString('hex');
    const nonces = Array.from({ length: 500 }, (_, i) => nonceOf(i / 500));
    expect(new Set(nonces).size).toBe(500);
    expect(seal.close(question, { ...MEASURED })).toEqual(sealed);
  });
});
