import { describe, expect, it, test } from 'vitest';
import type { Scorecard, TaskOutcome, TaskResult } from '../../src/domain/scorecard.ts';
import { compareCards } from '../../src/proof/index.ts';
import { buildScorecard } from '../../src/score/index.ts';
import { EXAM, EXAM_SHA256, SUBMISSION } from './made.ts';

const FACTS = { format: 'Keras 3.15.1 archive', parameters: 1_000, layers: 3 };
const PROBLEM = { code: 'model/damaged', message: 'It is damaged.', hint: 'Save it again.' } as const;
const [ONE, OTHER] = ['1'.repeat(64), '2'.repeat(64)];

const ran = (predictionsHmac: string, value = 0.9): TaskOutcome => ({
  kind: 'measured',
  value,
  facts: FACTS,
  predictionsHmac,
});
const refused: TaskOutcome = { kind: 'rejected', problem: PROBLEM };
const stopped: TaskOutcome = {
  kind: 'stopped',
  reason: 'timeout',
  detail: 'it had not finished after 120 s',
};
const failed: TaskOutcome = { kind: 'failed', problem: { ...PROBLEM, code: 'internal' } };

interface Change {
  readonly version?: string;
  readonly engine?: 'native';
  readonly exam?: string;
  readonly row?: object;
}

/** A scorecard whose first task ended like this; the second one was never submitted. */
function card(outcome: TaskOutcome, { version = '1.2.3', engine, exam, row }: Change = {}): Scorecard {
  const made = buildScorecard({
    exam: EXAM,
    examSha256: exam ?? EXAM_SHA256,
    outcomes: new Map([['glyphs', outcome]]),
    version,
    submission: SUBMISSION,
    ...(engine && { engine }),
  });
  const [first, ...others] = made.tasks;
  return { ...made, tasks: [{ ...first, ...row } as TaskResult, ...others] };
}

const compare = (then: Scorecard, now: Scorecard) => compareCards(then, now)[0];

describe('a scorecard, run again', () => {
  it('says one line for each of its tasks', () => {
    expect(compareCards(card(ran(ONE)), card(ran(ONE)))).toEqual([
      { task: 'glyphs', state: 'holds', text: 'same bits, and the score 5' },
      { task: 'sensors', state: 'holds', text: 'no model then, none now' },
    ]);
  });

  test.each<[title: string, then: Scorecard, now: Scorecard, text: RegExp]>([
    ['other bits', card(ran(ONE)), card(ran(OTHER)), /^other bits/],
    ['a score that was altered', card(ran(ONE), { row: { score: 4 } }), card(ran(ONE)), /worth 5, not 4/],
    ['a model that does not run', card(ran(ONE)), card(refused), /it ran then; now it is refused: .*damaged/],
    ['a model that was said to be refused', card(refused), card(ran(ONE)), /^refused then .*; now it runs/],
    [
      'a model that was said to be missing',
      card({ kind: 'missing' }),
      card(ran(ONE)),
      /^no model then; now it runs/,
    ],
    [
      'a refusal for another reason',
      card(refused),
      card({ kind: 'rejected', problem: { ...PROBLEM, code: 'model/too-large' } }),
      /for another reason/,
    ],
  ])('fails for %s', (_, then, now, text) => {
    const line = compare(then, now);
    expect(line?.state).toBe('fails');
    expect(line?.text).toMatch(text);
  });

  test.each<[title: string, then: Scorecard, now: Scorecard, text: RegExp]>([
    [
      'another version that adds up otherwise',
      card(ran(ONE), { version: '1.0.0' }),
      card(ran(OTHER)),
      /version 1\.0\.0/,
    ],
    [
      'another version that refuses it',
      card(ran(ONE), { version: '1.0.0' }),
      card(refused),
      /version 1\.0\.0/,
    ],
    ['the native engine', card(ran(ONE), { engine: 'native' }), card(ran(ONE)), /native engine/],
    [
      'a version that marked nothing',
      card({ kind: 'measured', value: 0.9, facts: FACTS }),
      card(ran(ONE)),
      /earlier version/,
    ],
    [
      'another hidden set',
      card(ran(ONE), { row: { hidden: { sha256: '9'.repeat(64) } } }),
      card(ran(ONE)),
      /another hidden set/,
    ],
    [
      'other thresholds',
      card(ran(ONE), { exam: '8'.repeat(64), row: { score: 4 } }),
      card(ran(ONE)),
      /by the exam given/,
    ],
    ['a task of another exam', card(ran(ONE), { row: { task: 'strange' } }), card(ran(ONE)), /no such task/],
    ['what fails here', card(ran(ONE)), card(failed), /cannot be run here/],
    ['what was stopped, and now runs', card(stopped), card(ran(ONE)), /depends on the machine/],
    ['what failed then', card(failed), card(ran(ONE)), /not graded/],
  ])('cannot be compared with %s', (_, then, now, text) => {
    const line = compare(then, now);
    expect(line?.state).toBe('unchecked');
    expect(line?.text).toMatch(text);
  });

  it('holds across versions that give the same bits, and where the score stayed secret', () => {
    expect(compare(card(ran(ONE), { version: '1.0.0' }), card(ran(ONE)))?.state).toBe('holds');
    const secret = card(ran(ONE), { row: { kind: 'unimproved', score: null } });
    expect(compare(secret, card(ran(ONE)))).toMatchObject({
      state: 'holds',
      text: expect.stringMatching(/stayed secret/),
    });
    expect(compare(secret, card(ran(OTHER)))?.state).toBe('fails');
    expect(compare(card(refused), card(refused))?.state).toBe('holds');
    expect(compare(card(stopped), card(stopped))?.state).toBe('holds');
  });
});
