import { describe, expect, it, test } from 'vitest';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import {
  renderCheck,
  renderComment,
  renderSummary,
  renderTerminal,
  reportOf,
  reportOfProblem,
} from '../../src/report/index.ts';
import { withoutHelp } from './help.ts';
import { CARD, cardOf, REJECTED } from './sample.ts';

const golden = (name: string) => `./fixtures/${name}`;
const [best, good] = CARD.tasks;
if (best?.kind !== 'scored' || good?.kind !== 'scored') throw new Error('the sample has changed');

/** Not read aloud: the words beside it say the same. */
const drawn = (characters: string) => `<span aria-hidden="true">${characters}</span>`;

describe('a report, word for word', () => {
  it('as a comment', () => expect(renderComment(CARD)).toMatchFileSnapshot(golden('comment.md')));

  it('as a comment on an outdated practice run', () =>
    expect(
      renderComment(CARD, { outdated: { newerSha: 'c'.repeat(40) }, practiceOnly: true }),
    ).toMatchFileSnapshot(golden('comment-notes.md')));

  it('as a check run', () => {
    const { title, summary, text, annotations, conclusion } = renderCheck(CARD);
    const markdown = [title, conclusion, summary, text, JSON.stringify(annotations, null, 2)].join(
      '\n\n=====\n\n',
    );
    return expect(markdown).toMatchFileSnapshot(golden('check.md'));
  });

  it('in a terminal', () =>
    expect(renderTerminal(CARD, { colour: false, width: 90 })).toMatchFileSnapshot(golden('terminal.txt')));

  it('of a grading that could not start', () => {
    const problem = {
      code: 'exam/invalid',
      message: 'exam.yml does not describe an exam: tasks.0.weight: expected number, received string.',
      hint: 'Correct the line; docs/exam.md lists every field.',
      where: 'line 7, column 13',
    } as const;
    return expect(reportOfProblem(problem).comment()).toMatchFileSnapshot(golden('problem.md'));
  });
});

describe('the verdict comes first', () => {
  const first = (card: Scorecard) => renderComment(card).split('\n')[0];

  test.each<[string, Partial<Scorecard>]>([
    ['## Not passed yet: 21 of 25 (84 %), 90 % needed', { points: 21, percent: 84 }],
    ['## Passed: 23 of 25 (92 %), 90 % needed', { points: 23, percent: 92, verdict: 'passed' }],
    [
      '## Not decided: 20 of 25 so far (80 %), 90 % needed',
      { points: 20, percent: 80, verdict: 'undecided' },
    ],
  ])('%s', (line, change) => expect(first({ ...CARD, ...change })).toBe(line));

  it('says when the percentage is weighted', () => {
    expect(first(cardOf(best, { ...good, weight: 2 }))).toContain('(36 % by weight)');
  });

  test.each([
    ['success', 'passed', '9/25 · passed'],
    ['failure', 'not-passed', '9/25 · not passed yet'],
    ['neutral', 'undecided', '9/25 · not decided'],
  ] as const)('a check run ends in %s when the verdict is %s', (conclusion, verdict, title) => {
    expect(renderCheck({ ...CARD, verdict })).toMatchObject({ conclusion, title });
  });
});

describe('what separates a score from the next', () => {
  const row = (change: object) =>
    renderComment(cardOf({ ...good, ...change })).match(/^\| Sensors .*$/m)?.[0];

  it('is the threshold alone, when only the score is revealed', () => {
    expect(row({})).toBe(`| Sensors | ${drawn('●●●●○')} 4 of 5 | MAE 0.1 or less gives a 5 |`);
  });

  it('also is how near it is, with bands', () => {
    const cell = `${drawn('▰▰▰▱')} MAE 0.1 or less gives a 5; nearly there`;
    expect(row({ band: 'high' })).toBe(`| Sensors | ${drawn('●●●●○')} 4 of 5 | ${cell} |`);
  });

  it('also is the value, when everything is revealed', () => {
    expect(row({ band: 'high', value: 0.123456789 })).toContain('MAE 0.123457; MAE 0.1 or less gives a 5');
  });
});

describe('a task that we could not grade', () => {
  const failed = { ...REJECTED, kind: 'failed', score: null } as const;
  const text = renderComment(cardOf(failed));

  it('is open, and says whose fault it is not', () => {
    expect(text).toContain(`| Scenes | ${drawn('–––––')} open | **not graded, which is not your fault** |`);
  });

  it('has no annotation: there is nothing to correct in the submission', () => {
    expect(renderCheck(cardOf(failed)).annotations).toEqual([]);
  });
});

describe('annotations', () => {
  const at = (where: string) => {
    const problem = { ...REJECTED.problem, where } as const;
    return renderCheck(cardOf({ ...REJECTED, problem })).annotations[0];
  };

  it('are on the file that is wrong', () => {
    expect(at('models/scenes/my model.keras')).toMatchObject({ path: 'models/scenes/my model.keras' });
  });

  it.each([
    [
      'submission.yml line 3 field models.glyfs',
      { line: 3, message: expect.stringContaining('(field models.glyfs)') },
    ],
    ['submission.yml line 2', { line: 2 }],
    ['submission.yml', {}],
  ])('are on submission.yml when that is wrong, once for all tasks: %s', (where, expected) => {
    const problem = { ...REJECTED.problem, code: 'submission/manifest-invalid', where } as const;
    const rejected = { ...REJECTED, problem };
    const { annotations } = renderCheck(cardOf(rejected, { ...rejected, task: 'glyphs', title: 'Glyphs' }));
    expect(annotations).toMatchObject([
      { path: 'submission.yml', title: 'submission.yml: rejected', ...expected },
    ]);
  });

  test.each([
    'dense_1',
    'submission.yml line 3 column 1',
    '../../etc/passwd.json',
    '/etc/x.json',
    'line 3, column 1',
    'a\nb.json',
  ])('are on the folder of the task when the problem names something else: %j', (where) =>
    expect(at(where)).toMatchObject({ path: 'models/scenes', message: expect.stringContaining('(') }),
  );
});

describe('a grading that could not start', () => {
  const report = (code: 'hidden/key-wrong' | 'internal' | 'submission/manifest-invalid') =>
    reportOfProblem({ code, message: 'It broke.', hint: 'Mend it.' }).check;

  it("is neutral when it is not the candidate's fault", () => {
    expect(report('hidden/key-wrong').conclusion).toBe('neutral');
    expect(report('internal').title).toBe('Not graded · not your fault');
  });

  it('is a failure when it is', () => {
    expect(report('submission/manifest-invalid')).toMatchObject({ conclusion: 'failure' });
  });
});

describe('in a terminal', () => {
  it('has colours only on demand', () => {
    const sequence = '\u001b[';
    expect(renderTerminal(CARD, { colour: true, width: 80 })).toContain(sequence);
    expect(renderTerminal(CARD, { colour: false, width: 80 })).not.toContain(sequence);
  });

  it('keeps to the width', () => {
    const lines = withoutHelp(renderTerminal(CARD, { colour: false, width: 72 })).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
  });
});

it('notes that are known from the start stay when publishing adds its own', () => {
  const text = reportOf(CARD, { practiceOnly: true }).comment({ outdated: { newerSha: 'c'.repeat(40) } });
  expect(text).toContain('Practice only');
  expect(text).toContain('`ccccccc`');
});

it('the job summary says what the comment says', () => {
  expect(renderSummary(CARD)).toBe(renderComment(CARD));
});
