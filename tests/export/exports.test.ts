import { DOMParser, type Element } from '@xmldom/xmldom';
import { describe, expect, it, test } from 'vitest';
import {
  autogradingCommands,
  autogradingResult,
  classroom50,
  gradescope,
  junit,
} from '../../src/export/index.ts';
import { ATTACKS, CARD, cardOf, hostileCard, OPEN, taskOf } from './cards.ts';
import { classroom50Faults, commandIn, gradescopeFaults, reported } from './consumers.ts';

const CONTEXT = {
  classroom: 'cs-principles',
  assignment: 'deep-learning',
  assignmentType: 'individual',
  owner: 'ada',
  submission: 'submit/2026-11-23T09-30-00Z-aaaaaaa',
  commit: 'https://github.com/ada/exam/commit/aaaaaaa',
  release: 'https://github.com/ada/exam/releases/tag/submit%2F2026',
  review: 'https://github.com/ada/exam/compare/b...a',
  at: '2026-11-23T10:00:00.123Z',
} as const;

/** As an exam may weigh its tasks: 10, 15, 20, 25 and 30 of 100. */
const WEIGHTED = cardOf(taskOf(5, 10), taskOf(4, 15), taskOf(3, 20), taskOf(2, 25), taskOf(1, 30));

describe('Classroom 50', () => {
  it('takes the result', () => {
    const text = classroom50(CARD, CONTEXT);
    expect(classroom50Faults(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ owner: 'ada', score: 9, 'max-score': 25 });
    expect(JSON.parse(text).tests[2]).toMatchObject({
      passed: false,
      score: 0,
      output: expect.stringContaining('LFS'),
    });
  });

  it('would refuse another', () => {
    const text = classroom50(CARD, { ...CONTEXT, submission: 'main' });
    expect(classroom50Faults(text)).not.toEqual([]);
  });

  it('is told when the commit was submitted, to the second, or else when it was graded', () => {
    const { submission: _, ...folder } = CARD;
    expect(JSON.parse(classroom50(CARD, CONTEXT)).datetime).toBe('2026-11-23T09:30:00Z');
    expect(JSON.parse(classroom50(folder, CONTEXT)).datetime).toBe('2026-11-23T10:00:00Z');
  });
});

describe('Gradescope', () => {
  it('takes the results', () => {
    const text = gradescope(CARD);
    expect(gradescopeFaults(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({
      score: 9,
      output: 'Passed: 36 %, 90 % needed.'.replace('Passed', 'Not passed yet'),
    });
  });

  it.each(ATTACKS)('shows %j as text', (attack) => {
    const results = JSON.parse(gradescope(hostileCard(attack)));
    expect(gradescopeFaults(JSON.stringify(results))).toEqual([]);
    expect([results.output_format, results.test_output_format, results.test_name_format]).toEqual([
      'text',
      'text',
      'text',
    ]);
  });
});

describe('points by weight', () => {
  it('are whole, as small as can be, and give the percentage of the scorecard', () => {
    const { score, tests } = JSON.parse(gradescope(WEIGHTED));
    expect(tests.map(({ score, max_score }: Record<string, number>) => [score, max_score])).toEqual([
      [10, 10],
      [12, 15],
      [12, 20],
      [10, 25],
      [6, 30],
    ]);
    expect(score).toBe(50);
  });

  test.each([
    [
      [1, 1.5],
      [10, 15],
    ],
    [
      [0.2, 0.3, 0.5],
      [10, 15, 25],
    ],
    [
      [7, 7, 7],
      [5, 5, 5],
    ],
  ])('weights %j make %j points', (weights, expected) => {
    const { tests } = JSON.parse(gradescope(cardOf(...weights.map((weight) => taskOf(5, weight)))));
    expect(tests.map(({ max_score }: Record<string, number>) => max_score)).toEqual(expected);
  });

  it('are nearly by weight where no whole numbers are', () => {
    const { tests } = JSON.parse(gradescope(cardOf(taskOf(5, Math.PI), taskOf(5, Math.E))));
    const [pi, e] = tests.map(({ max_score }: Record<string, number>) => max_score);
    expect(pi / e).toBeCloseTo(Math.PI / Math.E, 3);
  });
});

describe("GitHub Classroom's reporter", () => {
  it('reads points and status, whatever is written in it', () => {
    expect(reported(autogradingResult(CARD))).toEqual({ failed: true, totalPoints: 9, maxPoints: 25 });
    expect(reported(autogradingResult({ ...CARD, verdict: 'passed' })).failed).toBe(false);
    for (const attack of ATTACKS) expect(reported(autogradingResult(hostileCard(attack))).maxPoints).toBe(10);
  });

  it('has nothing to say that its two annotations do not say', () => {
    const [complete, report, ...more] = autogradingCommands(CARD).trimEnd().split('\n').map(commandIn);
    const { totalPoints, maxPoints } = reported(autogradingResult(CARD));
    expect(complete).toEqual({
      command: 'notice',
      title: 'Autograding complete',
      message: `Points ${totalPoints}/${maxPoints}`,
    });
    expect(report).toMatchObject({ command: 'notice', title: 'Autograding report' });
    expect(JSON.parse(report?.message ?? '')).toEqual({ totalPoints, maxPoints });
    expect(more).toEqual([]);
  });
});

/** The elements of a document, once it is known to be well-formed: any complaint of the parser is an error. */
function elementsOf(xml: string): readonly Element[] {
  const fail = (_level: string, message: string): never => {
    throw new Error(message);
  };
  const document = new DOMParser({ onError: fail }).parseFromString(xml, 'text/xml');
  return Array.from(document.getElementsByTagName('*'));
}

/** What may stand where, and which attributes it may and must have. Source: jenkinsci/xunit-plugin, junit-10.xsd */
const JUNIT: Readonly<
  Record<string, { in: readonly string[]; may: readonly string[]; must: readonly string[] }>
> = {
  testsuites: { in: [], may: ['name', 'time', 'tests', 'failures', 'errors'], must: [] },
  testsuite: {
    in: ['testsuites'],
    may: ['name', 'tests', 'failures', 'errors', 'skipped', 'timestamp', 'time', 'hostname', 'id', 'package'],
    must: ['name', 'tests', 'failures', 'errors'],
  },
  properties: { in: ['testsuite'], may: [], must: [] },
  property: { in: ['properties'], may: ['name', 'value'], must: ['name', 'value'] },
  testcase: { in: ['testsuite'], may: ['name', 'classname', 'time', 'group'], must: ['name'] },
  failure: { in: ['testcase'], may: ['message', 'type'], must: [] },
  error: { in: ['testcase'], may: ['message', 'type'], must: [] },
  skipped: { in: ['testcase'], may: ['message', 'type'], must: [] },
  'system-out': { in: ['testcase', 'testsuite'], may: [], must: [] },
};

function assertJUnit(xml: string): readonly Element[] {
  const elements = elementsOf(xml);
  for (const element of elements) {
    const rule = JUNIT[element.tagName];
    const names = Array.from(element.attributes, ({ name }) => name);
    expect(rule, element.tagName).toBeDefined();
    expect(rule?.may).toEqual(expect.arrayContaining(names));
    expect(names).toEqual(expect.arrayContaining([...(rule?.must ?? [])]));
    const parent = element.parentNode?.nodeName ?? '';
    expect(parent === '#document' ? [] : rule?.in).toEqual(
      parent === '#document' ? [] : expect.arrayContaining([parent]),
    );
  }
  return elements;
}

describe('JUnit XML', () => {
  it('keeps to the schema, and counts what it holds', () => {
    const elements = assertJUnit(
      junit([
        { card: CARD, candidate: 'ada' },
        { card: OPEN, candidate: 'bob' },
      ]),
    );
    const suites = elements.filter(({ tagName }) => tagName === 'testsuite');
    for (const suite of suites) {
      const count = (tag: string) => String(suite.getElementsByTagName(tag).length);
      expect(suite.getAttribute('tests')).toBe(count('testcase'));
      expect(suite.getAttribute('failures')).toBe(count('failure'));
      expect(suite.getAttribute('errors')).toBe(count('error'));
    }
    expect(suites.map((suite) => suite.getAttribute('errors'))).toEqual(['0', '1']);
  });

  it.each(ATTACKS)('holds %j as text and nothing else', (attack) => {
    const [plain, attacked] = ['harmless', attack].map((text) =>
      assertJUnit(junit([{ card: hostileCard(text), candidate: text }])).map(({ tagName }) => tagName),
    );
    expect(attacked).toEqual(plain);
  });
});

describe('an open result', () => {
  it.each([
    ['Classroom 50', () => classroom50(OPEN, CONTEXT)],
    ['Gradescope', () => gradescope(OPEN)],
  ])('is never a number in %s', (_title, write) => {
    expect(write).toThrow(expect.objectContaining({ code: 'export/undecided' }));
  });

  it('is an error to reporter and CI, and has no annotation', () => {
    expect(reported(autogradingResult(OPEN)).failed).toBe(true);
    expect(autogradingCommands(OPEN)).toBe('');
  });
});
