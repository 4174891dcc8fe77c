import { createHash } from 'node:crypto';
import { MAX_SCORE } from '../../domain/scorecard.ts';
import { clean } from '../../report/escape.ts';
import { draw } from '../../report/html/draw.ts';
import { html, Markup } from '../../report/html/markup.ts';
import { STYLE } from '../../report/html/style.ts';
import type { Alike, CohortContent } from './content.ts';
import { inWords, itemStatistics, MIN_PEOPLE } from './items.ts';
import { overTime } from './over-time.ts';
import { peopleSection } from './people.ts';
import { overTimePicture, percentsPicture, scoresPicture } from './pictures.ts';
import { SCRIPT } from './script.ts';

export { type Alike, type CohortContent, type Person, personOf } from './content.ts';

/** What this page has beyond the report of one person. */
const OWN_STYLE = `${STYLE}
.number { text-align: end; font-variant-numeric: tabular-nums }
th button { all: unset; cursor: pointer; font: inherit }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
th[aria-sort] button::after { content: ' ↑' } th[aria-sort='descending'] button::after { content: ' ↓' }
#search { font: inherit; color: inherit; background: var(--wash); border: 1px solid var(--line); padding: .25rem .5rem; max-width: 100% }
#people { font-size: .9rem } #people td, #people th { white-space: nowrap } #people .state { white-space: normal; min-width: 8rem }
a { color: var(--accent) }
@media print { #tools { display: none } .scroll { overflow: visible } #people { font-size: .6rem } #people td, #people th { white-space: normal } }
`;

export interface PageOptions {
  /** Say who is who. Without names, what is left may be shown to everybody. */
  readonly names: boolean;
}

/**
 * A cohort as one self-contained HTML file: nothing is loaded and nothing is sent. Its one style and its one script, which
 * searches and sorts, are named by their hashes; without names, there is no script.
 */
export function renderCohortPage(content: CohortContent, { names }: PageOptions): string {
  const title = `${clean(content.exam.title)}: the cohort`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(names)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(OWN_STYLE)}</style>
</head>
<body>
<main>
<p class="quiet">${clean(content.exam.title)}</p>
<h1>${headline(content)}</h1>
<p class="quiet">As of ${content.at.slice(0, 16).replace('T', ' ')} UTC.</p>
${overview(content)}
${itemsSection(content)}
${content.copies && copiesSection(content.copies, names)}
${names && content.people.length > 0 ? peopleSection(content) : undefined}
</main>
${names && content.people.length > 0 ? html`<script>${new Markup(SCRIPT)}</script>` : undefined}
</body>
</html>
`.text;
}

function policy(names: boolean): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const script = names ? [`script-src ${hash(SCRIPT)}`] : [];
  const parts = ["default-src 'none'", `style-src ${hash(OWN_STYLE)}`, ...script];
  return [...parts, "base-uri 'none'", "form-action 'none'"].join('; ');
}

/** `1,204 of 3,000 have submitted, 388 have passed` */
function headline({ people }: CohortContent): string {
  const submitted = people.filter(({ standing }) => standing).length;
  const passed = people.filter(({ standing }) => standing?.verdict === 'passed').length;
  const told = (count: number) => count.toLocaleString('en-GB');
  return `${told(submitted)} of ${told(people.length)} have submitted, ${told(passed)} have passed`;
}

function overview({ people, exam }: CohortContent): Markup {
  const standings = people.flatMap(({ standing }) => standing ?? []);
  const moments = overTime(people);
  const pictures = [
    percentsPicture(
      standings.map(({ percent }) => percent),
      exam.passPercent,
    ),
    ...(moments.length > 0 ? [overTimePicture(moments)] : []),
  ];
  const perTask = exam.tasks.map(({ title }, i) =>
    scoresPicture(
      title,
      standings.map(({ scores }) => scores[i] ?? null),
    ),
  );
  return html`<div class="charts">${pictures.map(draw)}</div>
<section><h2>Scores in each task</h2><p>Of those who submitted anything; a task that they left out is a 0.</p>
<div class="charts">${perTask.map(draw)}</div></section>`;
}

function itemsSection({ people, exam: { tasks } }: CohortContent): Markup {
  const known = people.flatMap(({ standing }) => {
    const scores = standing?.scores.filter((score) => score !== null);
    return scores?.length === tasks.length ? [scores] : [];
  });
  const weights = tasks.map(({ weight }) => weight);
  const statistics = known.length < MIN_PEOPLE ? [] : itemStatistics(known, weights, MAX_SCORE);
  if (statistics.length === 0) {
    return html`<section><h2>The tasks themselves</h2><p>How hard they are, and whether they tell strong from weak, can be said when ${MIN_PEOPLE} people have submitted.</p></section>`;
  }
  return html`<section><h2>The tasks themselves</h2>
<p>Difficulty is the mean share of the points: high is easy. Discrimination is the correlation of a task's score with the weighted sum of all others (classical test theory; Henrysson 1963). From ${known.length} people.</p>
<div class="scroll" tabindex="0" role="region" aria-label="The tasks themselves"><table>
<thead><tr><th scope="col">task</th><th scope="col">difficulty</th><th scope="col">discrimination</th><th scope="col">it</th></tr></thead>
<tbody>${statistics.map(
    ({ difficulty, discrimination }, i) =>
      html`<tr><th scope="row">${clean(tasks[i]?.title ?? '')}</th><td class="number">${difficulty.toFixed(2)}</td><td class="number">${discrimination?.toFixed(2) ?? '–'}</td><td>${discrimination === undefined ? 'is the same for everybody' : inWords(discrimination)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function copiesSection(copies: readonly Alike[], names: boolean): Markup {
  const rows = copies.map(
    ({ task, what, people }) =>
      html`<tr><td>${clean(task)}</td><td>${clean(what)}</td><td>${names ? people.map((person) => clean(person)).join(', ') : `${people.length} people`}</td></tr>`,
  );
  const found = html`<div class="scroll" tabindex="0" role="region" aria-label="Copies"><table>
<thead><tr><th scope="col">task</th><th scope="col">what is equal</th><th scope="col">whose</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`<section><h2>Copies</h2><p>A finding is a reason to ask, not a verdict (docs/copies.md).</p>
${copies.length > 0 ? found : html`<p>No two people submitted the same weights.</p>`}</section>`;
}
