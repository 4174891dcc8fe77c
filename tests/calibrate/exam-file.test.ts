import { expect, test } from 'vitest';
import { writeThresholds, yardstickOf } from '../../src/calibrate/index.ts';
import { parseExam } from '../../src/exam/index.ts';
import { ladderAt } from './made.ts';

const TEXT = `# The exam of the autumn.
version: 1
id: "autumn"   # never change it
title: An exam
tasks:
  # letters first
  - id: letters
    title: Letters
    input: { shape: [28, 28, 1] }
    output: { shape: [10], kind: classes }
    metric: accuracy
    thresholds: { 2: 0.1, 3: 0.2, 4: 0.3, 5: 0.4 }
    hidden: { path: letters.age, sha256: ${'a'.repeat(64)} }
  - id: houses
    title: Houses
    input: { shape: [6] }
    output: { shape: [1], kind: values }
    metric: r2
    thresholds: { 2: 0.1, 3: 0.2, 4: 0.3, 5: 0.4 } # by hand
    hidden: { path: houses.age, sha256: ${'a'.repeat(64)} }
`;

const finding = {
  thresholds: { 2: 0.131, 3: 0.52, 4: 0.7, 5: 0.91 },
  yardstick: yardstickOf(ladderAt([0.25, 0.45, 0.6, 0.8, 0.95])),
};
const written = writeThresholds(TEXT, new Map([['letters', finding]]));

test('thresholds and where they come from read back', () => {
  const { exam } = parseExam(new TextEncoder().encode(written));
  expect(exam.tasks[0]).toMatchObject(finding);
});

test('what was not calibrated stays as it was written, comments and quotes included', () => {
  const kept = TEXT.split('\n').filter(
    (line) => !line.includes('thresholds: { 2: 0.1') || line.includes('by hand'),
  );
  const lines = written.split('\n');
  for (const line of kept) expect(lines).toContain(line);
  expect(parseExam(new TextEncoder().encode(written)).exam.tasks[1]).not.toHaveProperty('yardstick');
});

test('a rung is one line, and calibrating again writes the same bytes', () => {
  expect(written).toContain('strong: { mean: 0.95, spread: 0.01581, seeds: 5 }');
  expect(writeThresholds(written, new Map([['letters', finding]]))).toBe(written);
});

test('a task in braces keeps its braces', () => {
  const braces = `version: 1
id: a
title: A
tasks: [{ id: letters, title: L, input: { shape: [28] }, output: { shape: [10], kind: classes }, metric: accuracy,
  thresholds: { 2: 0.1, 3: 0.2, 4: 0.3, 5: 0.4 }, hidden: { path: a.age, sha256: ${'a'.repeat(64)} } }]
`;
  const { exam } = parseExam(
    new TextEncoder().encode(writeThresholds(braces, new Map([['letters', finding]]))),
  );
  expect(exam.tasks[0]).toMatchObject(finding);
});
