import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { canvas, type Graded, moodle, readRoster } from '../../src/export/index.ts';
import { ATTACKS, CARD, cardBy, hostileCard, OPEN } from './cards.ts';
import { importedByCanvas, importedByMoodle } from './consumers.ts';

const ROSTER = readRoster(
  'github,Student,ID,SIS Login ID,Section,username,email\nAda,"Lovelace, Ada",17,alovelace,A,ada.l,ada@example.org\n',
  'roster.csv',
);
const AUTUMN = { exam: { ...CARD.exam, id: 'autumn', title: 'Autumn exam (2026)' }, points: 20, percent: 80 };

function gradedOf(...cards: readonly (readonly [string, Partial<typeof CARD>?])[]): readonly Graded[] {
  return cards.map(([candidate, change]) => ({ card: cardBy(candidate, change), candidate }));
}

describe('Canvas', () => {
  it('imports a row for each candidate and a column for each exam', () => {
    const text = canvas(gradedOf(['ada'], ['bob'], ['ada', AUTUMN]), ROSTER);
    expect(importedByCanvas(text)).toEqual({
      assignments: [
        { title: 'Spring exam', possible: '25' },
        { title: 'Autumn exam [2026]', possible: '25' },
      ],
      students: [
        { name: 'Lovelace, Ada', login: 'alovelace', grades: ['9', '9'] },
        { name: 'bob', login: 'bob', grades: ['9', ''] },
      ],
    });
  });

  it('would take a year for the id of an assignment', () => {
    const text = canvas(gradedOf(['ada', AUTUMN])).replace('[2026]', '(2026)');
    expect(importedByCanvas(text).assignments[0]).toMatchObject({ title: 'Autumn exam', id: '2026' });
  });
});

describe('Moodle', () => {
  it('imports percentages and feedback, by the names of the school', () => {
    const [ada, bob] = importedByMoodle(moodle(gradedOf(['ada'], ['bob']), ROSTER));
    expect(ada).toMatchObject({ username: 'ada.l', email: 'ada@example.org', 'Spring exam': '36' });
    expect(bob).toMatchObject({ username: 'bob', email: '', 'Spring exam': '36' });
    expect(ada?.['Spring exam: feedback']).toContain('Tabular 5 of 5');
  });
});

describe.each([
  ['Canvas', canvas],
  ['Moodle', moodle],
])('a gradebook for %s', (_title, write) => {
  it.each(ATTACKS)('holds no formula: %j', (attack) => {
    const rows = parse(write([{ card: hostileCard(attack), candidate: attack }])) as string[][];
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]|[\r\n]/);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
  });

  it('has the newest of several results, and one row for one login', () => {
    const { submission } = CARD;
    if (!submission) throw new Error('the sample has changed');
    const later = { ...submission, submittedAt: '2026-11-24T09:30:00Z' };
    const newer = { ...cardBy('ada', { submission: later, percent: 100 }), tasks: CARD.tasks.slice(0, 1) };
    const text = write([{ card: newer, candidate: 'ADA' }, ...gradedOf(['ada'])]);
    const rows = parse(text) as string[][];
    expect(rows.filter(([name]) => name?.toLowerCase() === 'ada')).toHaveLength(1);
    expect(text).not.toContain('36');
  });

  it('leaves an open result out: it is no zero', () => {
    expect(write([{ card: OPEN, candidate: 'ada' }, ...gradedOf(['bob'])])).not.toContain('ada');
  });
});

describe('a roster', () => {
  it('without logins is refused', () => {
    expect(() => readRoster('name\nAda\n', 'class.csv')).toThrow(
      expect.objectContaining({ code: 'file/malformed' }),
    );
  });
  it('that is no CSV file is refused', () => {
    expect(() => readRoster('github\n"ada\n', 'class.csv')).toThrow(
      expect.objectContaining({ code: 'file/malformed' }),
    );
  });
});
