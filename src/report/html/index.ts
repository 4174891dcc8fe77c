import { createHash } from 'node:crypto';
import type { Exam } from '../../domain/exam.ts';
import type { Review } from '../../domain/review.ts';
import type { Scorecard } from '../../domain/scorecard.ts';
import { clean } from '../escape.ts';
import { stagesOf } from '../progress.ts';
import { type Piece, provenance } from '../provenance.ts';
import * as check from '../self-check/words.ts';
import { headline, outlook, pips, scoreText, standing } from '../words.ts';
import { attemptsPicture } from './charts/attempts.ts';
import { draw } from './draw.ts';
import { html, Markup } from './markup.ts';
import { STYLE } from './style.ts';
import { taskSection } from './task.ts';

export interface PageContent extends Partial<Pick<Review, 'bytes' | 'times' | 'check'>> {
  readonly exam: Exam;
  /** What the hidden rows say, as much of it as the exam reveals. */
  readonly card?: Scorecard;
}

/** Nothing is loaded, nothing runs, nothing is sent: the page is all there is, and its one style is named by its hash. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A report as one self-contained HTML file, for the screen, for paper and for a screen reader. */
export function renderPage({ exam, card, times, ...known }: PageContent): string {
  const { check: checked } = known;
  const title = card ? headline(card) : checked ? check.headline(checked) : exam.title;
  const stories = exam.tasks.map((task) => ({
    task,
    result: card?.tasks.find((result) => result.task === task.id),
    check: checked?.tasks.find((result) => result.task === task.id),
    known,
  }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${clean(exam.title)}: ${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<p class="quiet">${clean(exam.title)}</p>
<h1>${title}</h1>
${card ? verdict(card) : html`<p>${check.NO_GRADE}</p>`}
${stories.map(taskSection)}
${card && graded(card, times)}
</main>
</body>
</html>
`.text;
}

function verdict(card: Scorecard): Markup {
  const stages = stagesOf(card);
  const way = stages.length > 1 ? draw(attemptsPicture(stages, card.exam.passPercent)) : undefined;
  return html`<p>${outlook(card, clean)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Scores"><table>
<thead><tr><th scope="col">task</th><th scope="col">score</th><th scope="col">next step</th></tr></thead>
<tbody>${card.tasks.map(
    (result) =>
      html`<tr><th scope="row">${clean(result.title)}</th><td><span class="pips" aria-hidden="true">${pips(result)}</span> ${scoreText(result)}</td><td>${standing(result)}</td></tr>`,
  )}</tbody></table></div>
${way}`;
}

function graded(card: Scorecard, times: PageContent['times']): Markup {
  const rows = provenance(card, times).map(
    ([name, ...value]) => html`<tr><th scope="row">${name}</th><td>${value.map(piece)}</td></tr>`,
  );
  return html`<section><h2>How this was graded</h2><div class="scroll" tabindex="0" role="region" aria-label="How this was graded"><table><tbody>${rows}</tbody></table></div></section>`;
}

function piece(part: Piece): Markup {
  if (typeof part === 'string') return html`${part}`;
  return 'code' in part ? html`<code>${clean(part.code)}</code>` : html`${clean(part.text)}`;
}
