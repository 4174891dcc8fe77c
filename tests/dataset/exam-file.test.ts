import { describe, expect, it } from 'vitest';
import { hasTask, type Proposal, withTask } from '../../src/dataset/index.ts';
import { parseExam } from '../../src/exam/index.ts';
import { bytes, problemOf } from './data.ts';

const sha256 = (digit: string) => digit.repeat(64);
const hidden = (digit: string) => ({ path: 'hidden-tests/zoo.npz.age', sha256: sha256(digit) });
const ZOO: Proposal = {
  id: 'zoo',
  title: 'Zoo: who is it?',
  input: { shape: [32, 32, 3], dtype: 'float32' },
  output: { shape: [5], kind: 'classes' },
  metric: { name: 'accuracy' },
  thresholds: { 2: 0.3, 3: 0.5, 4: 0.7, 5: 0.9 },
  provenance: 'provisional',
};
const EXAM = `# spring
version: 1
id: spring # of 2027
title: Spring
tasks:
  # by hand
  - id: tides
    title: Tides
    input: { shape: [null, 3] }
    output: { shape: [24], kind: values }
    metric: mae
    thresholds: { 2: 4, 3: 3, 4: 2, 5: 1 } # measured
    hidden:
      path: hidden-tests/tides.npz.age
      sha256: ${sha256('a')}
`;

const tasks = (yaml: string) => parseExam(bytes(yaml)).exam.tasks;

describe('withTask', () => {
  it('adds a task that the exam accepts, and leaves comments and the others alone', () => {
    const yaml = withTask(EXAM, ZOO, hidden('b'));
    const { provenance, ...task } = ZOO;
    expect(tasks(yaml)).toEqual([...tasks(EXAM), { ...task, weight: 1, hidden: hidden('b') }]);
    for (const comment of ['# spring', '# of 2027', '# by hand', '# measured', `# ${provenance}`])
      expect(yaml).toContain(comment);
  });

  it('gives a task that is there its new hidden set, and nothing else', () => {
    const measured = withTask(EXAM, ZOO, hidden('b')).replace('5: 0.9', '5: 0.95');
    const again = withTask(
      measured,
      { ...ZOO, title: 'Other', thresholds: { 2: 0, 3: 0.1, 4: 0.2, 5: 0.3 } },
      hidden('c'),
    );
    expect(again).toBe(measured.replace(sha256('b'), sha256('c')));
  });

  it('begins the list of an exam that has none yet', () => {
    const yaml = withTask('version: 1\nid: new\ntitle: New\ntasks: []\n', ZOO, hidden('b'));
    expect(tasks(yaml).map(({ id }) => id)).toEqual(['zoo']);
    expect(hasTask(yaml, 'zoo')).toBe(true);
    expect(hasTask(yaml, 'tides')).toBe(false);
  });

  it('says so when the file is no exam', async () => {
    expect(await problemOf(() => withTask('hello: world\n', ZOO, hidden('b')))).toMatchObject({
      code: 'dataset/unreadable',
    });
  });
});
