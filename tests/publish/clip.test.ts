import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SUMMARY_BYTES } from '../../src/domain/limits.ts';
import { clip } from '../../src/publish/clip.ts';
import { publishSummary } from '../../src/publish/index.ts';

describe('a clipped text', () => {
  test('never exceeds its bytes, is well formed, and keeps a beginning of the text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(text, fc.integer({ min: 60, max: 400 }), (whole, maxBytes) => {
        const clipped = clip(whole, maxBytes, '[cut]');
        expect(Buffer.byteLength(clipped)).toBeLessThanOrEqual(maxBytes);
        expect(clipped.isWellFormed()).toBe(true);
        expect(whole.startsWith(clipped.replace(/\[cut\]$/, ''))).toBe(true);
      }),
    );
  });

  test('ends with a whole line', () => {
    expect(clip('one\ntwo\nthree', 11, '…')).toBe('one\ntwo…');
  });
});

describe('the job summary', () => {
  test('is appended, and cut to 1 MiB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fivefold-summary-'));
    const file = join(folder, 'summary.md');
    try {
      await publishSummary('# Score', file);
      expect(await readFile(file, 'utf8')).toBe('# Score\n');
      await publishSummary('é'.repeat(MAX_SUMMARY_BYTES), file);
      const { length } = await readFile(file);
      expect(length).toBeLessThanOrEqual(MAX_SUMMARY_BYTES + '# Score\n'.length);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('goes nowhere outside a workflow', async () => {
    await expect(publishSummary('# Score', undefined)).resolves.toBeUndefined();
  });
});
