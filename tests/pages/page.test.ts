import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { renderPage } from '../../src/report/html/index.ts';
import { CARD, CHECK, CONTENT, EXAM } from './content.ts';

const page = renderPage(CONTENT);
const { document } = parseHTML(page);

/** The words that stand for the parts of a picture: what a pointer shows, and a reader hears. */
function titles(caption: string, root: typeof document = document): readonly string[] {
  const figures = [...root.querySelectorAll('figure')];
  const found = figures.filter((figure) =>
    figure.querySelector('figcaption')?.textContent.startsWith(caption),
  );
  return found.flatMap((figure) =>
    [...figure.querySelectorAll('svg title')].map(({ textContent }) => textContent),
  );
}

describe('the page', () => {
  it('says the verdict first', () => {
    expect(document.querySelector('h1')?.textContent).toBe('Not passed yet: 8 of 20 (40 %), 90 % needed');
  });

  it('loads nothing, runs nothing and sends nothing, and says so to the browser', () => {
    const style = document.querySelector('style')?.textContent ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute('content');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(
      document.querySelectorAll('script, link, img, iframe, form, [src], [href], [style], svg style'),
    ).toHaveLength(0);
  });

  it('keeps a stranger’s words as words', () => {
    const titles = [...document.querySelectorAll('h2')].map(({ textContent }) => textContent);
    expect(titles).toContain('</h2><script>alert(1)</script> @all desrever');
    expect(page).not.toMatch(/<img|<script|\u202e/);
  });

  it('shows no hidden row: without a public sample there are thresholds and nothing else', () => {
    const alone = parseHTML(renderPage({ exam: EXAM, card: CARD })).document;
    const captions = [...alone.querySelectorAll('figcaption')].map(({ textContent }) => textContent);
    expect(
      captions.filter((caption) => !/where the scores begin|after each submission/.test(caption)),
    ).toEqual([]);
  });

  it('takes nothing of a check for a grade', () => {
    const checked = parseHTML(renderPage({ exam: EXAM, check: CHECK })).document;
    expect(checked.body.textContent).toContain('This is not a grade.');
    expect(checked.body.textContent).not.toMatch(/of 20|passed/i);
  });
});

describe('numbers in the pictures are those of the report', () => {
  it('on the ladder: the value where it is revealed, else the span of the score', () => {
    expect(titles('R²: where')).toContain('your model: 0.876.');
    expect(titles('accuracy: where')).toContain('your model: between 0.7 and 0.8.');
    expect(titles('MASE: where')).toContain('your model: above 0.9.');
    expect(titles('MASE: where')).toContain('public rows: 25, 22 to 31.');
    expect(titles('R²: where')).toContain('textbook: 0.85, 0.83 to 0.87.');
    expect(titles('R²: where')).toContain('public rows: 0.88, 0.84 to 0.91.');
  });

  it('in the confusion matrix and beside it', () => {
    const sample = CHECK.tasks[1]?.kind === 'runs' ? CHECK.tasks[1].sample : undefined;
    const confusion = sample?.view.kind === 'classes' ? sample.view.confusion : [];
    expect(titles('What was there')).toEqual(
      confusion.flatMap((counts, truth) =>
        counts.map((count, said) => `class ${truth} taken for ${said}: ${count}`),
      ),
    );
    expect(titles('Class by class')).toContain('class 0 found: 100 %');
    expect(titles('Is it right')).toContain('sure to 97 %, right in 90 % of 177 rows');
  });

  it('in forecasts and residuals', () => {
    expect(titles('Forecast (line) and truth (dots): a good row')).toContain('step 1: truth 10000');
    expect(titles('Mean absolute error')).toContain('step 12: 1440');
    expect(titles('Truth, and what')).toHaveLength(200);
  });

  it('from submission to submission', () => {
    expect(titles('Percent after')).toEqual(['submission 1: 10', 'submission 2: 40']);
  });
});

describe('lower levels of feedback say no more by pictures', () => {
  const at = (value: number): Scorecard => {
    const [tabular, ...others] = CARD.tasks;
    if (tabular?.kind !== 'scored') throw new Error('the sample has changed');
    const { value: _, band: __, ...row } = tabular;
    return { ...CARD, tasks: [{ ...row, ...(value > 0.85 && { before: 3 }) }, ...others] };
  };

  it('with nothing but a score, the page is a function of the score', () => {
    const { before: _, ...scored } = at(0.9).tasks[0] as { before?: number };
    expect(scored).toEqual(at(0.81).tasks[0]);
    expect(titles('R²: where', parseHTML(renderPage({ exam: EXAM, card: at(0.81) })).document)).toContain(
      'your model: between 0.8 and 0.9.',
    );
  });
});
