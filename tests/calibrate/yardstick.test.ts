import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MEASURED_FILE, measuredOf } from '../../scripts/yardstick/measured.ts';
import { hits, landings, page } from '../../scripts/yardstick/page.ts';
import { plot } from '../../scripts/yardstick/plot.ts';
import { DOCS, readResults, TESTING_SEEDS } from '../../scripts/yardstick/results.ts';
import { RUNGS } from '../../src/calibrate/index.ts';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { TRAINING_ROWS } from '../../src/generate/raw/index.ts';

const results = await readResults();

test('the thresholds of the practice tasks are those of the exams that set them', async () => {
  expect(JSON.parse(await readFile(MEASURED_FILE, 'utf8'))).toEqual(measuredOf(results));
});

test('what was measured are exams of the size that candidates sit', () => {
  for (const [seed, ladders] of Object.entries(results)) {
    for (const { id, hiddenRows } of PRACTICE_TASKS) {
      const ladder = ladders[id];
      if (!ladder) continue;
      expect([ladder.hiddenRows, ladder.trainingRows], `${seed} ${id}`).toEqual([
        hiddenRows,
        TRAINING_ROWS[id],
      ]);
      for (const rung of RUNGS) expect(ladder.runs[rung].length, `${seed} ${id} ${rung}`).toBeGreaterThan(0);
    }
  }
});

test('on exams that set no threshold the ladder lands as designed: 85 % equal, 95 % equal or one beside', () => {
  const landed = landings(results, TESTING_SEEDS);
  const { equal, near } = hits(landed);
  expect(landed.length).toBeGreaterThanOrEqual(RUNGS.length * PRACTICE_TASKS.length);
  expect(equal).toBeGreaterThanOrEqual(0.85);
  expect(near).toBeGreaterThanOrEqual(0.95);
});

test('the document and its picture are what these results make', async () => {
  expect(await readFile(join(DOCS, 'yardstick.md'), 'utf8')).toBe(page(results));
  expect(await readFile(join(DOCS, 'yardstick.svg'), 'utf8')).toBe(plot(results));
});
