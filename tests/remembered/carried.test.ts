import { describe, expect, it } from 'vitest';
import { MAX_CARRIED_BYTES, MAX_CARRIED_TEXT_BYTES, MAX_REMEMBERED_BYTES } from '../../src/domain/limits.ts';
import { carriedShelf } from '../../src/remembered/index.ts';
import { sealWith } from '../../src/remembered/sealed.ts';
import { KEY, MEASURED } from './results.ts';

const seal = sealWith(KEY);
const questions = Array.from({ length: 40 }, (_, i) => `question ${i}`);
const entries = questions.map((question) => [seal.name(question), seal.close(question, MEASURED)] as const);

describe('what a pull request carries along', () => {
  it('comes back as it was left', async () => {
    const shelf = carriedShelf();
    for (const [name, sealed] of entries.slice(0, 5)) await shelf.put(name, sealed);
    const next = carriedShelf();
    next.receive(shelf.leave());
    for (const [name, sealed] of entries.slice(0, 5)) expect(await next.get(name)).toEqual(sealed);
    expect(await next.get('0'.repeat(64))).toBeUndefined();
  });

  it('is of the last submission alone', async () => {
    const shelf = carriedShelf();
    shelf.receive({ [entries[0]?.[0].slice(0, 16) ?? '']: 'AAAA' });
    await shelf.put(...(entries[1] ?? ['', new Uint8Array()]));
    expect(Object.keys(shelf.leave())).toEqual([entries[1]?.[0].slice(0, 16)]);
  });

  it('is the same in whichever order models were ready', async () => {
    const [one, other] = [carriedShelf(), carriedShelf()];
    for (const entry of entries) await one.put(...entry);
    for (const entry of entries.toReversed()) await other.put(...entry);
    expect(JSON.stringify(one.leave())).toBe(JSON.stringify(other.leave()));
  });

  it('[T-92] holds five tasks at least, and has a bound that the comment leaves room for', async () => {
    const shelf = carriedShelf();
    for (const entry of entries) await shelf.put(...entry);
    const carried = JSON.stringify(shelf.leave());
    expect(Object.keys(shelf.leave()).length).toBeGreaterThanOrEqual(10);
    expect(carried.length).toBeLessThanOrEqual(MAX_CARRIED_BYTES);
    expect(Buffer.from(carried).toString('base64url').length).toBeLessThanOrEqual(MAX_CARRIED_TEXT_BYTES);
    for (const [, sealed] of entries) expect(sealed.length).toBeLessThanOrEqual(MAX_REMEMBERED_BYTES);
  });
});
