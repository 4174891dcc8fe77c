import { describe, expect, it } from 'vitest';
import { namesIn, render, sumsOf, type TestReport, trialsOf } from '../../scripts/threats.ts';

const id = (number: string) => `[T-${number}]`;
const test = (title: string, status = 'passed', threat?: { inputs: number; crashes?: number }) => ({
  ancestorTitles: ['a group'],
  title,
  status,
  ...(threat && { meta: { threat } }),
});

const REPORT: TestReport = {
  testResults: [
    {
      assertionResults: [
        test(`${id('91')} one`),
        test(`${id('91')} ${id('92')} two`, 'failed'),
        test(`${id('93')} many`, 'passed', { inputs: 5_000, crashes: 2 }),
        test(`${id('94')} later`, 'skipped'),
        test('names no threat'),
      ],
    },
  ],
};
const NAMES = namesIn('| id | threat |\n| T-91 | bombs | … |\n| T-95 | ghosts | … |');

describe('the table of threats', () => {
  it('sums what was tried, and leaves out what was skipped', () => {
    expect(sumsOf(trialsOf(REPORT))).toEqual({
      threats: 3,
      tests: 4,
      inputs: 5_003,
      failed: 2,
      crashes: 2,
      hangs: 0,
      leaks: 0,
    });
  });

  it.each([
    [
      'tried and not as designed',
      '| T-91 | bombs | 2 | 2 | **1 not as designed**, 0 crashes, 0 hangs, 0 leaks |',
    ],
    [
      'tried with many inputs',
      '| T-93 |  | 1 | 5,000 | **0 not as designed**, 2 crashes, 0 hangs, 0 leaks |',
    ],
    ['skipped', '| T-94 |  | 0 | 0 | skipped: this machine lacks a tool |'],
    ['only in the model', '| T-95 | ghosts | 0 | 0 | not in this run |'],
  ])('has a line for a threat that is %s', (_what, line) => {
    expect(render(trialsOf(REPORT), NAMES)).toContain(line);
  });
});
