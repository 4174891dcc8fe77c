import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SCORECARD_SCHEMA_FILE, scorecardJsonSchema } from '../../scripts/scorecard-schema.ts';
import type { Exam } from '../../src/domain/exam.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { readScorecard } from '../../src/export/index.ts';
import { scorecardSchema } from '../../src/export/schema.ts';
import { exam, FOUR, failed, ONE, rejected, sit, TWO } from '../score/sitting.ts';
import { CARD, OPEN } from './cards.ts';

const published = new Ajv2020().compile(JSON.parse(scorecardJsonSchema()));
/** The same, but a field that is not described is a fault: what we write must be described to the last field. */
const complete = new Ajv2020().compile(z.toJSONSchema(scorecardSchema, { io: 'output' }));

const ISOLATION = { network: 'bwrap', files: 'bwrap', memory: 'rlimit', cpu: 'rlimit' } as const;
const sha256 = 'd'.repeat(64);

/** Real scorecards: a sitting with everything that a standing can hold, at the level that reveals the most. */
function sitting(): readonly Scorecard[] {
  const limited: Partial<Exam> = {
    feedback: 'full',
    time: { hours: 5, start: 'opened' },
    attempts: { perDay: 4 },
  };
  const tasks = exam().tasks.map((task) => ({ ...task, hidden: { path: 'x', sha256 } }));
  return sit(
    exam({ ...limited, tasks }),
    ['aa', 10, { a: ONE, b: rejected }],
    [
      'bb',
      20,
      { a: TWO, b: { kind: 'stopped', reason: 'timeout', detail: 'it had not finished after 120 s' } },
    ],
    ['cc', 30, { a: ONE, b: failed }],
    ['dd', 400, { a: FOUR }],
    ['ee', 410, { a: { kind: 'postponed' }, b: { kind: 'postponed' } }],
  ).cards;
}

const CARDS = [
  ...sitting(),
  CARD,
  OPEN,
  { ...CARD, isolation: ISOLATION, grader: { ...CARD.grader, engine: 'native' } },
];
const KINDS = ['scored', 'unimproved', 'missing', 'postponed', 'rejected', 'stopped', 'failed'];

describe('the published schema', () => {
  it('is fresh (otherwise: node scripts/scorecard-schema.ts)', () => {
    expect(readFileSync(SCORECARD_SCHEMA_FILE, 'utf8')).toBe(scorecardJsonSchema());
  });

  it('is tried on tasks of every kind, and on a standing with all of its fields', () => {
    const kinds = CARDS.flatMap(({ tasks }) => tasks.map(({ kind }) => kind));
    expect(new Set(kinds)).toEqual(new Set(KINDS));
    const standings = CARDS.flatMap(({ standing }) => (standing ? Object.keys(standing) : []));
    const fields = ['time', 'late', 'attemptsOfDay', 'postponedUntil', 'attempts', 'withLate'];
    expect(new Set(standings)).toEqual(new Set(fields));
  });

  it.each(CARDS.map((card, i) => [i, card] as const))('describes every field of scorecard %d', (_i, card) => {
    const json = JSON.parse(JSON.stringify(card));
    expect(published(json), JSON.stringify(published.errors)).toBe(true);
    expect(complete(json), JSON.stringify(complete.errors)).toBe(true);
  });

  it('lets a later version of the grader add fields', () => {
    expect(published({ ...CARD, mood: 'cheerful' })).toBe(true);
    expect(readScorecard(JSON.stringify({ ...CARD, mood: 'cheerful' }), 'card.json')).toEqual(CARD);
  });

  it.each([
    ['of another version', { ...CARD, schema: 'fivefold/scorecard/2' }],
    ['with a score that is none', { ...CARD, tasks: [{ ...CARD.tasks[0], score: 6 }] }],
    ['with a score for a model that did not run', { ...OPEN, tasks: [{ ...OPEN.tasks[1], score: 5 }] }],
    ['without tasks', { ...CARD, tasks: [] }],
  ])('refuses one %s', (_title, card) => {
    expect(published(JSON.parse(JSON.stringify(card)))).toBe(false);
    expect(() => readScorecard(JSON.stringify(card), 'card.json')).toThrow(
      expect.objectContaining({ code: 'file/malformed', message: expect.stringContaining('card.json') }),
    );
  });

  it('refuses what is not JSON', () => {
    expect(() => readScorecard('{', 'card.json')).toThrow(
      expect.objectContaining({ code: 'file/malformed' }),
    );
  });
});
