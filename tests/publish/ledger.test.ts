import { describe, expect, it, test } from 'vitest';
import type { History } from '../../src/domain/history.ts';
import { historyKeys, mintIdentity } from '../../src/hidden/index.ts';
import { ledgerOf, merge } from '../../src/publish/ledger.ts';

const scope = { pullRequest: 7, exam: 'spring' };
const key = new Uint8Array(32).fill(1);
const ledger = ledgerOf([key], scope);
const history: History = {
  revision: 3,
  startedAt: '2026-11-23T09:00:00Z',
  attempts: [
    {
      head: 'a'.repeat(40),
      at: '2026-11-23T09:30:00Z',
      counts: true,
      gains: [{ task: 'constructor', score: 4, band: 'low', value: 0.81 }],
    },
    { head: 'b'.repeat(40), at: '2026-11-23T09:40:00Z', counts: false, gains: [] },
  ],
};

describe('a sealed history', () => {
  it('opens to what was sealed, and fits into a comment that nobody sees', () => {
    const record = ledger.seal(history);
    expect(ledger.open(record)).toEqual(history);
    expect(record).toMatch(/^[\w-]+\.[\w-]{43}$/);
  });

  it('keeps what it carries along', () => {
    const carrying = { ...history, carried: { '0123456789abcdef': 'c2VhbGVk' } };
    expect(ledger.open(ledger.seal(carrying))).toEqual(carrying);
  });

  test.each([
    ['another pull request', ledgerOf([key], { ...scope, pullRequest: 8 })],
    ['another exam', ledgerOf([key], { ...scope, exam: 'autumn' })],
    ['another key', ledgerOf([new Uint8Array(32).fill(2)], scope)],
  ])('[T-43] is worth nothing for %s', (_, other) => {
    expect(other.open(ledger.seal(history))).toBeUndefined();
  });

  it('[T-43] does not open once any character was changed', () => {
    const record = ledger.seal(history);
    // The last character of 43 carries bits that base64 ignores: it is left out.
    for (let i = 0; i < record.length - 1; i++) {
      const other = record[i] === 'A' ? 'B' : 'A';
      expect(ledger.open(record.slice(0, i) + other + record.slice(i + 1)), `character ${i}`).toBeUndefined();
    }
  });

  test.each(['', '.', 'e30.', 'e30.e30', 'not a record', '🎓.🎓'])('is not %j', (record) => {
    expect(ledger.open(record)).toBeUndefined();
  });

  it('of one task cannot be read as another field: its seal covers scope and content apart', () => {
    const shifted = ledgerOf([key], { pullRequest: 7, exam: 'spring-2' });
    expect(ledger.seal(history)).not.toBe(shifted.seal(history));
  });
});

describe('the keys', () => {
  it('follow from the identity and do not show it; each identity of a rotation has its own', async () => {
    const [{ identity: first }, { identity: second }] = await Promise.all([mintIdentity(), mintIdentity()]);
    const [one] = await historyKeys(first);
    const both = await historyKeys(`# rotated\n${second}\n${first}\n`);
    expect(both).toHaveLength(2);
    expect(both[1]).toEqual(one);
    expect(both[0]).not.toEqual(one);
    expect(Buffer.from(one ?? []).toString('utf8')).not.toContain(first.slice(-8));
  });

  it('of a rotation open what the old one sealed, and seal with the new one', () => {
    const rotated = ledgerOf([new Uint8Array(32).fill(2), key], scope);
    expect(rotated.open(ledger.seal(history))).toEqual(history);
    expect(ledger.open(rotated.seal(history))).toBeUndefined();
  });

  it('are told as missing or malformed, without a word of what was given', async () => {
    await expect(historyKeys('')).rejects.toMatchObject({ code: 'hidden/key-missing' });
    await expect(historyKeys('AGE-SECRET-KEY-1X')).rejects.toMatchObject({ code: 'hidden/key-malformed' });
  });
});

describe('two histories', () => {
  const attempt = (name: string, counts = true) => ({
    head: name.repeat(40),
    at: '2026-11-23T10:00:00Z',
    counts,
    gains: [],
  });
  const of = (revision: number, ...attempts: History['attempts']): History => ({ revision, attempts });

  it('of runs that graded at once lose no attempt', () => {
    const merged = merge(of(2, attempt('a'), attempt('b')), of(2, attempt('a'), attempt('c')));
    expect(merged).toEqual(of(3, attempt('a'), attempt('b'), attempt('c')));
  });

  it('of which one is older are the newer one', () => {
    const newer = of(5, attempt('a'), attempt('b'));
    expect(merge(of(4, attempt('a', false)), newer)).toBe(newer);
    expect(merge(newer, of(4, attempt('a', false)))).toBe(newer);
  });

  it('carry along what the newer one does', () => {
    const [newer, older] = [
      { ...of(3, attempt('a')), carried: { one: 'new' } },
      { ...of(2, attempt('b')), carried: { one: 'old', two: 'old' } },
    ];
    expect(merge(newer, older)).toMatchObject({ revision: 4, carried: newer.carried });
    expect(merge(older, newer).carried).toEqual({ one: 'new' });
  });

  it('began with the earlier beginning', () => {
    const late = { ...of(2, attempt('a')), startedAt: '2026-11-23T12:00:00Z' };
    const early = { ...of(1), startedAt: '2026-11-23T09:00:00Z' };
    expect(merge(late, early)).toMatchObject({ startedAt: early.startedAt, attempts: late.attempts });
  });
});
