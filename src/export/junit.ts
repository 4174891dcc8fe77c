import type { Scorecard } from '../domain/scorecard.ts';
import { type Graded, pointsOf, remarksOn, statusOf, type TaskPoints, type TestStatus } from './points.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** The element that says why a test has not passed. */
const REASONS = { failed: 'failure', errored: 'error', skipped: 'skipped' } as const;

/**
 * JUnit XML: a suite for each scorecard, a test case for each task, which passes when its model has a score. Points are
 * properties of the suite. It holds no times: a scorecard has none.
 * Source: jenkinsci/xunit-plugin, junit-10.xsd
 */
export function junit(graded: readonly Graded[]): string {
  const suites = graded.map(suite);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="Fivefold">',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ card, candidate }: Graded): string {
  const { exam, submission } = card;
  const { tasks } = pointsOf(card);
  const statuses = tasks.map(({ result }) => statusOf(result));
  const count = (status: TestStatus) => statuses.filter((found) => found === status).length;
  const attributes = xmlAttributes({
    name: `${exam.title}: ${candidate}`,
    tests: tasks.length,
    failures: count('failed'),
    errors: count('errored'),
    skipped: count('skipped'),
    timestamp: submission?.submittedAt,
  });
  return [
    `  <testsuite${attributes}>`,
    properties(card),
    ...tasks.map(testCase(exam.id)),
    '  </testsuite>',
  ].join('\n');
}

function properties(card: Scorecard): string {
  const { points, max } = pointsOf(card);
  const { percent, verdict, exam, submission } = card;
  const values = { points, max, percent, verdict, exam: exam.id, commit: submission?.head.sha };
  const lines = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `      <property${xmlAttributes({ name: `fivefold.${name}`, value })}/>`);
  return ['    <properties>', ...lines, '    </properties>'].join('\n');
}

function testCase(examId: string): (task: TaskPoints) => string {
  return ({ result }) => {
    const status = statusOf(result);
    const remarks = remarksOn(result);
    const open = `    <testcase${xmlAttributes({ name: result.title, classname: `${examId}.${result.task}` })}>`;
    const said =
      status === 'passed'
        ? `      <system-out>${xmlText(remarks)}</system-out>`
        : `      <${REASONS[status]}${xmlAttributes({ message: remarks.split('\n')[0], type: result.kind })}>${xmlText(remarks)}</${REASONS[status]}>`;
    return [open, said, '    </testcase>'].join('\n');
  };
}
