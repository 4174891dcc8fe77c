import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { stringify } from 'yaml';
import { MAX_EXAM_BYTES } from '../../src/domain/limits.ts';
import { parseExam } from '../../src/exam/index.ts';

const sha256 = 'a'.repeat(64);
const TASK = {
  id: 'digits',
  title: 'Digits',
  input: { shape: [28, 28] },
  output: { shape: [10], kind: 'classes' },
  metric: 'accuracy',
  thresholds: { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 },
  hidden: { path: 'hidden-tests/digits.npz.age', sha256 },
};
const EXAM = { version: 1, id: 'spring', title: 'Spring', tasks: [TASK] };

const parse = (exam: unknown) =>
  parseExam(new TextEncoder().encode(typeof exam === 'string' ? exam : stringify(exam)));
const withTask = (change: object) => ({ ...EXAM, tasks: [{ ...TASK, ...change }] });

describe('parseExam', () => {
  it('fills in the defaults', () => {
    expect(parse(EXAM).exam).toEqual({
      ...EXAM,
      passPercent: 90,
      feedback: 'score',
      tasks: [
        { ...TASK, weight: 1, metric: { name: 'accuracy' }, input: { shape: [28, 28], dtype: 'float32' } },
      ],
    });
  });

  it('hashes the very bytes, comments and line ends included', () => {
    const bytes = new TextEncoder().encode(`# comment\r\n${stringify(EXAM)}`);
    expect(parseExam(bytes).sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it.each([
    ['a release asset', { asset: { tag: 'v1', name: 'digits.npz.age' }, sha256 }],
    ['an https address', { url: 'https://example.org/digits.npz.age', sha256 }],
  ])('takes a hidden set at %s', (_, hidden) => {
    expect(parse(withTask({ hidden })).exam.tasks[0]?.hidden).toEqual(hidden);
  });

  it('takes thresholds in the direction of the metric', () => {
    const change = {
      output: { shape: [1], kind: 'values' },
      metric: { name: 'mase', scale: 0.4 },
      thresholds: { 2: 1, 3: 0.8, 4: 0.6, 5: 0.4 },
    };
    expect(parse(withTask(change)).exam.tasks[0]?.metric).toEqual(change.metric);
  });
});

describe('what is wrong is told with its place', () => {
  const text = stringify(EXAM);

  test.each([
    ['a wrong type', text.replace('title: Digits', 'title: 7'), 'line 6, column 12', /tasks\.0\.title/],
    ['a value out of range', text.replace('version: 1', 'version: 2'), 'line 1, column 10', /version/],
    [
      'a missing field, at its parent',
      text.replace(/ {4}title: Digits\n/, ''),
      'line 5, column 5',
      /tasks\.0\.title/,
    ],
    ['an unknown field', text.replace('version', 'weigth: 3\nversion'), 'line 1, column 9', /weigth/],
    [
      'an unknown field of a task',
      text.replace('title: Digits', 'title: Digits\n    weigth: 3'),
      'line 7, column 13',
      /weigth/,
    ],
    ['an empty file', '', 'line 1, column 1', /the document/],
    ['something that is no exam', '- 1\n- 2\n', 'line 1, column 1', /the document/],
  ])('%s', (_, yaml, where, message) => {
    expect(() => parse(yaml)).toThrow(expect.objectContaining({ code: 'exam/invalid', where }));
    expect(() => parse(yaml)).toThrow(message);
  });

  it('says how many more faults there are', () => {
    expect(() => parse({ ...EXAM, id: 'A B', title: '' })).toThrow(/\(and 1 more\)/);
  });
});

describe('an exam that could not be meant is refused', () => {
  const values = { output: { shape: [1], kind: 'values' } };
  test.each<[string, object, RegExp]>([
    [
      'thresholds out of order',
      withTask({ thresholds: { 2: 0.5, 3: 0.9, 4: 0.8, 5: 0.95 } }),
      /strictly better/,
    ],
    ['equal thresholds', withTask({ thresholds: { 2: 0.5, 3: 0.5, 4: 0.8, 5: 0.9 } }), /strictly better/],
    ['rising thresholds for an error', withTask({ ...values, metric: 'mae' }), /strictly better/],
    ['a metric of classes for values', withTask(values), /other kind of output/],
    ['a metric of values for classes', withTask({ metric: 'r2' }), /other kind of output/],
    ['an unknown metric', withTask({ metric: 'acuracy' }), /tasks\.0\.metric/],
    ['MASE without its scale', withTask({ ...values, metric: 'mase' }), /needs `scale`/],
    ['a scale without MASE', withTask({ metric: { name: 'accuracy', scale: 1 } }), /needs `scale`/],
    ['two tasks of one id', { ...EXAM, tasks: [TASK, TASK] }, /same id/],
    ['no task', { ...EXAM, tasks: [] }, /tasks/],
    ['an id that is no folder name', withTask({ id: '../digits' }), /lower-case/],
    [
      'a path out of the repository',
      withTask({ hidden: { path: '../digits.age', sha256 } }),
      /hidden\.path: a path from the root/,
    ],
    ['a set without a hash', withTask({ hidden: { path: 'digits.age' } }), /exactly one of/],
    [
      'a set in two places',
      withTask({ hidden: { path: 'a', url: 'https://a.org', sha256 } }),
      /exactly one of/,
    ],
    [
      'a set at a plain http address',
      withTask({ hidden: { url: 'http://a.org/x', sha256 } }),
      /begins with https/,
    ],
    ['a weight of nothing', withTask({ weight: 0 }), /weight/],
  ])('%s', (_, exam, message) => {
    expect(() => parse(exam)).toThrow(expect.objectContaining({ code: 'exam/invalid' }));
    expect(() => parse(exam)).toThrow(message);
  });
});

describe('a file that is no YAML is refused', () => {
  test.each([
    ['an open bracket', 'tasks: [1, 2'],
    ['a tab as indentation', 'tasks:\n\t- id: x'],
    ['a key twice', 'id: a\nid: b\n'],
    ['a file over the limit', `# ${'x'.repeat(MAX_EXAM_BYTES)}`],
  ])('%s', (_, yaml) => {
    expect(() => parse(yaml)).toThrow(expect.objectContaining({ code: 'exam/unreadable' }));
  });

  it('a bomb of aliases', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]`).slice(
      1,
    );
    expect(() => parse(`a0: &a0 x\n${levels.join('\n')}\n`)).toThrow(
      expect.objectContaining({ code: 'exam/unreadable' }),
    );
  });
});
