import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { personOf, renderCohortPage } from '../../src/cohort/page/index.ts';
import { AT, contentFor, EXAM, student, WHEREABOUTS } from './made.ts';

const content = contentFor(60);
const page = renderCohortPage(content, { names: true });
const { document } = parseHTML(page);
const section = (title: string) =>
  [...document.querySelectorAll('section')].find(
    (found) => found.querySelector('h2')?.textContent === title,
  ) ?? expect.fail(title);
const titlesIn = (figure: typeof document | undefined) =>
  [...(figure?.querySelectorAll('svg title') ?? [])].map(({ textContent }) => textContent);

describe('the page of a cohort', () => {
  it('says first how many have submitted and how many have passed', () => {
    const standings = content.people.flatMap(({ standing }) => standing ?? []);
    const passed = standings.filter(({ verdict }) => verdict === 'passed').length;
    expect(passed).toBeGreaterThan(0);
    expect(document.querySelector('h1')?.textContent).toBe(`53 of 60 have submitted, ${passed} have passed`);
    expect(document.body.textContent).toContain('As of 2027-03-01 12:34 UTC.');
  });

  it('loads nothing and sends nothing, and runs one script that the browser knows by its hash', () => {
    const policy = document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute('content');
    const hash = (name: string) =>
      createHash('sha256')
        .update(document.querySelector(name)?.textContent ?? '')
        .digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash('style')}'; script-src 'sha256-${hash('script')}'; base-uri 'none'; form-action 'none'`,
    );
    expect(document.querySelectorAll('script')).toHaveLength(1);
    expect(
      document.querySelectorAll('link, img, iframe, form, [src], [style], [onclick], svg style'),
    ).toHaveLength(0);
  });

  it('keeps the words of strangers as words', () => {
    expect(section('People').querySelector('tbody th')?.textContent).toBe(
      '</td><img src=x onerror=alert(1)> desrever',
    );
    expect(section('Copies').textContent).toContain('onerror=alert(1)');
    expect(page).not.toMatch(/<img|\u202e/);
    expect(document.querySelectorAll('[onload], [onerror], h2 script')).toHaveLength(0);
  });

  it('draws how many people have which score in each task', () => {
    const figures = [...section('Scores in each task').querySelectorAll('figure')];
    expect(figures).toHaveLength(EXAM.tasks.length);
    figures.forEach((figure, task) => {
      const scores = content.people.flatMap(({ standing }) => standing?.scores[task] ?? []);
      const counts = [0, 1, 2, 3, 4, 5].map((score) => scores.filter((other) => other === score).length);
      expect(titlesIn(figure)).toEqual(counts.map((count, score) => `score ${score}: ${count}`));
      expect(counts.reduce((a, b) => a + b)).toBe(53);
    });
  });

  it('says how hard each task is and whether it tells strong from weak, once there are people enough', () => {
    const rows = [...section('The tasks themselves').querySelectorAll('tbody tr')];
    expect(rows).toHaveLength(EXAM.tasks.length);
    for (const row of rows) expect(row.textContent).toMatch(/0\.\d\d-?[−-]?0\.\d\d.*(?:strong|weak)/);
    const few = renderCohortPage(contentFor(8), { names: true });
    expect(few).toContain('can be said when 10 people have submitted');
  });

  it('shows everybody, with what counts after lateness, and says who is stuck and why', () => {
    const rows = [...section('People').querySelectorAll('tbody tr')];
    expect(rows).toHaveLength(60);
    const states = rows.map((row) => row.textContent);
    expect(states.filter((text) => text.includes('stuck: GitHub has no such repository.'))).toHaveLength(1);
    expect(states.filter((text) => text.includes('nothing graded'))).toHaveLength(7);
    expect(states.some((text) => /late by \d+ days?/.test(text))).toBe(true);
    const link = rows[5]?.querySelector('a');
    expect([link?.textContent, link?.getAttribute('href')]).toEqual([
      'student-5',
      'https://github.com/school/exam-student-5',
    ]);
  });

  it('without names is for everybody’s eyes: no person, no script', () => {
    const told = renderCohortPage(content, { names: false });
    const shown = parseHTML(told).document;
    expect(shown.querySelectorAll('script')).toHaveLength(0);
    expect(told).not.toContain('script-src');
    for (const { name, login, id } of content.people)
      for (const word of [name, login, `>${id}<`]) expect(told).not.toContain(word);
    expect(told).toContain('2 people');
    expect(told).toContain('53 of 60 have submitted');
  });

  it('is whole where nobody has submitted, and where nobody is there', () => {
    const nothing = { exam: EXAM, at: AT, people: [personOf(student(1), undefined, WHEREABOUTS)] };
    expect(renderCohortPage(nothing, { names: true })).toContain('0 of 1 have submitted, 0 have passed');
    expect(renderCohortPage({ ...nothing, people: [] }, { names: true })).toContain('0 of 0 have submitted');
  });
});
