import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Problem } from '../../src/domain/errors.ts';
import { helpUrl } from '../../src/domain/help.ts';
import { MAX_CHECK_TEXT_BYTES, MAX_COMMENT_BYTES } from '../../src/domain/limits.ts';
import type { Review } from '../../src/domain/review.ts';
import type { Scorecard, TaskResult } from '../../src/domain/scorecard.ts';
import { clean, code, prose } from '../../src/report/escape.ts';
import { renderCheck, renderComment, renderTerminal, reportOfProblem } from '../../src/report/index.ts';
import { CHECK, CONTENT, EXAM } from '../pages/content.ts';
import { withoutHelp } from './help.ts';
import { CARD, cardOf, REJECTED } from './sample.ts';

const ATTACKS = [
  '@everyone',
  'mail me@example.com',
  'fixes #1, GH-1, octo/cat#1',
  'https://evil.example/',
  'www.evil.example',
  '[text](https://evil.example)',
  '![picture](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)>',
  '</details><h1>Passed</h1>',
  '<!-- fivefold head=',
  'a | b | c',
  'a \\| b \\\\| c',
  '`code` ``more`` ```',
  '**bold** _em_ ~~gone~~ $x^2$',
  'line\nbreak\r\n\r\n## Passed: 25 of 25',
  'right\u202Eto left\u202C',
  'zero\u200Bwidth\u2060\uFEFF\u00AD',
  '\u001b[31mred\u001b[0m\u0007',
  'Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D',
  '&lt;b&gt; &#64;all',
  '',
  ' ',
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ unit: 'binary', maxLength: 20 })), {
    maxLength: 4,
  })
  .map((parts) => parts.join(' '));

/** A card in which every text that a stranger can choose is `text`. */
function cardWith(text: string): Scorecard {
  const problem: Problem = { code: 'model/damaged', message: text, hint: text, where: text };
  const [scored, , , stopped] = CARD.tasks;
  if (scored?.kind !== 'scored' || stopped?.kind !== 'stopped') throw new Error('the sample has changed');
  const tasks: TaskResult[] = [
    { ...scored, title: text, facts: { ...scored.facts, format: text } },
    { ...REJECTED, title: text, problem },
    { ...stopped, title: text, detail: text },
  ];
  const { submission } = CARD;
  return {
    ...cardOf(...tasks),
    exam: { ...CARD.exam, title: text },
    ...(submission && {
      submission: {
        ...submission,
        candidate: text,
        submittedAt: text,
        head: { repository: { owner: text, name: text }, sha: text },
      },
    }),
  };
}

/** What is known beside the scores, every text of a stranger's in it being `text`. */
function reviewWith(text: string): Review {
  const { tasks } = cardWith(text);
  const [title, problem] = [text, { code: 'model/damaged', message: text, hint: text, where: text } as const];
  const [runs] = CHECK.tasks;
  const row = { ...REJECTED, title, problem, findings: [] };
  return {
    exam: {
      ...EXAM,
      title: text,
      tasks: EXAM.tasks.map((task, i) => ({ ...task, id: tasks[i]?.task ?? task.id, title })),
    },
    bytes: new Map(tasks.map(({ task }) => [task, 1_000])),
    times: CONTENT.times,
    check: { ...CHECK, tasks: [...(runs ? [{ ...runs, title }] : []), row, { ...row, task: 'other' }] },
  };
}

/** Markdown without what is shown as code, in which GitHub links nothing. */
const withoutCode = (markdown: string) =>
  markdown.replaceAll('\\`', '').replace(/`[^`\n]*`|<code>.*?<\/code>/g, '');
/** Cells of a table's row: code does not protect a pipe, a backslash does. */
const pipes = (line: string) => line.replace(/\\[\\|]/g, '').split('|').length;

function assertHarmless(markdown: string, control: string): void {
  const lines = markdown.split('\n');
  expect(lines).toHaveLength(control.split('\n').length);
  expect(lines.map(pipes)).toEqual(control.split('\n').map(pipes));
  const text = withoutCode(withoutHelp(markdown));
  expect(text).not.toMatch(/@(?!&#8203;)|(?<!&)#(?!&#8203;)(?=\d)|:\/\/|www\.|GH-\d/i);
  expect(text).not.toMatch(/(?<!\\)\]\(/);
  expect(text.match(/<[^>]*>?/g)?.filter((tag) => !OURS.has(tag)) ?? []).toEqual([]);
  expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
}

const OURS = new Set([
  '<details>',
  '</details>',
  '<summary>',
  '</summary>',
  '<br>',
  '<sub>',
  '</sub>',
  '<span>',
  '<span aria-hidden="true">',
  '</span>',
]);

describe('whatever a stranger writes', () => {
  const control = renderComment(cardWith('harmless'));

  test.each(ATTACKS)('%j changes nothing but its own words in a comment', (attack) => {
    assertHarmless(renderComment(cardWith(attack)), control);
  });

  it('nothing changes but its own words in a comment', () => {
    fc.assert(fc.property(hostile, (text) => assertHarmless(renderComment(cardWith(text)), control)));
  });

  it('nothing changes but its own words in all that is known beside the scores', () => {
    const whole = (text: string) => {
      const page = { url: helpUrl('internal'), artifact: text };
      return renderComment(cardWith(text), { review: reviewWith(text), page }).replace(`](${page.url})`, '');
    };
    const plain = whole('harmless');
    expect(plain).toContain('<summary>Diagnosis on the public sample');
    fc.assert(fc.property(hostile, (text) => assertHarmless(whole(text), plain)));
  });

  it('nothing changes but its own words in a check run', () => {
    const plain = renderCheck(cardWith('harmless'));
    fc.assert(
      fc.property(hostile, (text) => {
        const check = renderCheck(cardWith(text));
        assertHarmless(check.summary, plain.summary);
        assertHarmless(check.text, plain.text);
        for (const { path, title } of check.annotations) expect(path + title).not.toMatch(/[\n\r\u202e]/);
      }),
    );
  });

  it('nothing changes but its own words in the report on a problem', () => {
    const reported = (text: string): readonly string[] => {
      const report = reportOfProblem({ code: 'model/damaged', message: text, hint: text, where: text });
      return [report.comment(), report.check.summary, report.check.text];
    };
    const plain = reported('harmless');
    fc.assert(
      fc.property(hostile, (text) => {
        for (const [i, part] of reported(text).entries()) assertHarmless(part, plain[i] ?? '');
      }),
    );
  });

  it('no control character reaches a terminal', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const printed = renderTerminal(cardWith(text), { colour: false, width: 80 });
        expect(printed.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
      }),
    );
  });
});

describe('limits are counted in bytes', () => {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  const many = (text: string, tasks = 20) =>
    cardOf(...new Array<TaskResult>(tasks).fill(cardWith(text).tasks[1] ?? REJECTED));

  it('a comment of ordinary size is whole', () => {
    expect(renderComment(many('x'))).toContain('How this was graded');
  });

  it('a large one loses its details first', () => {
    const text = renderComment(many('😀'.repeat(130)));
    expect(text).not.toContain('How this was graded');
    expect(text).toContain('What next?');
    expect(bytes(text)).toBeLessThan(MAX_COMMENT_BYTES);
  });

  it('loses what is least missed first: the table of submissions, then the diagnosis, then all details, then its end', () => {
    const parts = [
      '<summary>All submissions',
      '<summary>Diagnosis',
      '<summary>How this was graded',
      'What next?',
    ];
    const attempt = { head: 'a'.repeat(40), at: '2026-11-23T09:30:00Z', counts: true, gains: [] };
    const kept = Array.from({ length: 37 }, (_, i) => {
      const standing = { late: false, attempts: new Array(100).fill(attempt) };
      const text = renderComment(
        { ...many('漢'.repeat(150), 3 * i), standing },
        { review: reviewWith('漢'.repeat(500)) },
      );
      expect(bytes(text)).toBeLessThan(MAX_COMMENT_BYTES);
      return parts.map((part) => Number(text.includes(part))).join('');
    });
    expect([...new Set(kept)]).toEqual(['1111', '0111', '0011', '0001', '0000']);
  });

  it('a larger one is cut after a whole line and says so', () => {
    const text = renderComment(many('<|>'.repeat(500), 60));
    expect(bytes(text)).toBeLessThan(MAX_COMMENT_BYTES);
    expect(text).toMatch(/Cut here/);
    expect(
      text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map(pipes),
    ).not.toContain(2);
  });

  it('a check run keeps to its own limit', () => {
    const { summary, text } = renderCheck(many('漢'.repeat(900), 60));
    for (const part of [summary, text]) expect(bytes(part)).toBeLessThanOrEqual(MAX_CHECK_TEXT_BYTES);
  });
});

describe('escaping', () => {
  test.each([
    ['dense_1 keeps its underscore', 'dense_1'],
    ['sentences stay sentences', 'Layer (3) is 50 % too large: use 1.5, or less – thanks!'],
    ['a time keeps its colons', '2026-11-23T09:30:00Z'],
    ['other scripts stay as they are', 'Größe, 大きさ, размер'],
  ])('%s', (_, text) => expect(prose(text)).toBe(text));

  test.each([
    ['a path', 'models/a b/model.keras', '`models/a b/model.keras`'],
    ['a backtick', 'a`b', '<code>a&#96;b</code>'],
    ['a pipe', 'a|b', '<code>a&#124;b</code>'],
  ])('%s as code', (_, text, expected) => expect(code(text)).toBe(expected));

  it('cuts long text between characters', () => {
    expect(clean('😀'.repeat(1_000))).toBe(`${'😀'.repeat(599)}…`);
  });
});
