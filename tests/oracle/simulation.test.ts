import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attackTask, type Run } from '../../bench/oracle/measure.ts';
import { page, told } from '../../bench/oracle/page.ts';
import { plot } from '../../bench/oracle/plot.ts';
import { DOCS, readResults, resultsText } from '../../bench/oracle/results.ts';
import type { Feedback } from '../../src/domain/exam.ts';
import { PRACTICE_TASKS, type PracticeTask } from '../../src/generate/index.ts';

/** Attacks on our own feedback, small enough to run with every push. */
const SUBMISSIONS = 300;
/** Few hidden rows, in two classes: what an attacker wishes for. */
const ROWS = 300;

function attack(
  task: string,
  start: Run['start'],
  feedback: Feedback,
  ladder: boolean,
  submissions: number,
  change: Partial<PracticeTask> = {},
): Run {
  const practice = PRACTICE_TASKS.find(({ id }) => id === task);
  if (!practice) throw new Error(`there is no task ${task}`);
  return attackTask({ ...practice, ...change }, start, { feedback, ladder }, [submissions]);
}

describe('attackers', () => {
  it.each(['score', 'band', 'full'] as const)(
    '[T-67] who submit 300 times gain no point on the Ladder with the feedback %s, and what they hold is within what they were told',
    (feedback) => {
      const { first, reached } = attack('phrases', 'honest', feedback, true, SUBMISSIONS, {
        hiddenRows: ROWS,
      });
      expect(reached[0]?.score).toBe(first.score);
      expect(reached[0]?.bits).toBeLessThanOrEqual(told(feedback, true, SUBMISSIONS));
    },
  );

  it('[T-67] succeed without the Ladder, so that it is the Ladder that stops them: the control', () => {
    const { first, reached } = attack('phrases', 'honest', 'full', false, 2 * SUBMISSIONS, {
      hiddenRows: ROWS,
    });
    expect(reached[0]?.bits).toBeGreaterThan(told('full', true, SUBMISSIONS) / 4);
    expect(reached[0]?.hidden).toBeGreaterThan(first.hidden + 0.02);
    expect(reached[0]?.fresh).toBeLessThan(first.fresh);
  });
});

describe('docs/oracle', () => {
  it('[T-68] is what the sources measure: a run of it, made again', async () => {
    const published = await readResults();
    const before = published.find(
      ({ task, start, feedback, ladder }) =>
        `${task} ${start} ${feedback} ${ladder}` === 'glyphs honest band false',
    );
    const again = attack('glyphs', 'honest', 'band', false, 100);
    const { reached, ...rest } = JSON.parse(resultsText([again]))[0] as Run;
    expect(before).toMatchObject(rest);
    expect(before?.reached).toContainEqual(reached[0]);
  });

  it('[T-68] is drawn from its measurements', async () => {
    const runs = await readResults();
    expect(await readFile(join(DOCS, 'oracle.md'), 'utf8')).toBe(page(runs));
    expect(await readFile(join(DOCS, 'oracle.svg'), 'utf8')).toBe(plot(runs));
  });

  it('[T-69] supports the defaults: with `score` and the Ladder, nobody has gained a point in 100 submissions', async () => {
    const runs = (await readResults()).filter(({ feedback, ladder }) => feedback === 'score' && ladder);
    expect(runs).toHaveLength(2 * PRACTICE_TASKS.length);
    for (const { task, start, first, reached } of runs) {
      const gains = reached
        .filter(({ submissions }) => submissions <= 100)
        .map(({ score }) => score - first.score);
      expect([task, start, ...gains]).toEqual([task, start, 0, 0, 0]);
    }
  });
});
