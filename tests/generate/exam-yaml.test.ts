import { expect, test } from 'vitest';
import { parseExam } from '../../src/exam/index.ts';
import { examYaml, metricOf, PRACTICE_SEED, PRACTICE_TASKS } from '../../src/generate/index.ts';

const location = (id: string) => ({ path: `hidden/${id}.age`, sha256: '0'.repeat(64) });
const text = examYaml({
  id: 'practice',
  title: 'A practice exam',
  seed: PRACTICE_SEED,
  passPercent: 90,
  feedback: 'band',
  hidden: {
    tabular: location('tabular'),
    glyphs: location('glyphs'),
    scenes: location('scenes'),
    phrases: location('phrases'),
    sensors: location('sensors'),
  },
});

test('the written exam.yml reads back as the practice exam', () => {
  const { exam } = parseExam(new TextEncoder().encode(text));
  expect(exam.tasks).toEqual(
    PRACTICE_TASKS.map(({ hiddenRows: _, ...task }) => ({
      ...task,
      metric: metricOf({ ...task, hiddenRows: 0 }, PRACTICE_SEED),
      hidden: location(task.id),
    })),
  );
});

test('it is written for people: shapes on one line, no anchors, the seed in a comment', () => {
  expect(text).toContain('shape: [ 28, 28, 1 ]');
  expect(text).not.toMatch(/[&*]a1/);
  expect(text).toContain(`"${PRACTICE_SEED}"`);
});

test('tasks rise in weight', () => {
  const weights = PRACTICE_TASKS.map((task) => task.weight);
  expect(weights).toEqual(weights.toSorted((a, b) => a - b));
  expect(weights.reduce((a, b) => a + b)).toBe(100);
});
