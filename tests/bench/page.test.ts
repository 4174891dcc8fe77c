import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goals } from '../../bench/goals.ts';
import { page } from '../../bench/page.ts';
import { readPerformance } from '../../bench/performance.ts';

describe('docs/performance.md', () => {
  it('is what was measured', async () => {
    const committed = await readFile(resolve(import.meta.dirname, '../../docs/performance.md'), 'utf8');
    expect(committed).toBe(page(await readPerformance()));
  });

  it('says which goals are met and which are not, and nothing of what was not measured', () => {
    const shown = goals({ 'pipeline.commentMs': 3_999, 'report.pageMs': 301 });
    expect(shown).toMatch(/event to comment, ms .*3999.* yes \|/);
    expect(shown).toMatch(/a page rendered, ms .*301.*\*\*no\*\* \|/);
    expect(shown.split('\n')).toHaveLength(4);
  });
});
