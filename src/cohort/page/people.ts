import { clean } from '../../report/escape.ts';
import { html, type Markup } from '../../report/html/markup.ts';
import type { CohortContent, Person } from './content.ts';

/** Everybody in a table, which the page's script searches and sorts. */
export function peopleSection({ people, exam: { tasks } }: CohortContent): Markup {
  const [lead, trail] = [
    ['name', 'login', 'section', 'percent', 'state'],
    ['submissions', 'id'],
  ];
  const column = (name: string) => html`<th scope="col">${name}</th>`;
  return html`<section><h2>People</h2>
<p id="tools" hidden><label for="search">Search</label> <input id="search" type="search" autocomplete="off"> <span id="found" role="status">${people.length} of ${people.length}</span></p>
<div class="scroll" tabindex="0" role="region" aria-label="People"><table id="people">
<thead><tr>${lead.map(column)}${tasks.map(({ title }) => column(clean(title)))}${trail.map(column)}</tr></thead>
<tbody>${people.map((person) => row(person, tasks.length))}</tbody></table></div></section>`;
}

function row(person: Person, tasks: number): Markup {
  const { name, login, id, section, address, standing } = person;
  const scores = Array.from({ length: tasks }, (_, i) => standing?.scores[i]);
  return html`<tr><th scope="row">${clean(name)}</th><td><a href="${address}">${clean(login)}</a></td><td>${section === undefined ? '' : clean(section)}</td><td class="number">${standing?.percent}</td><td class="state">${stateOf(person)}</td>${scores.map(
    (score) => html`<td class="number">${score === null ? 'open' : score}</td>`,
  )}<td class="number">${standing?.submissions}</td><td>${clean(id)}</td></tr>`;
}

const VERDICTS = { passed: 'passed', 'not-passed': 'not passed', undecided: 'open' } as const;

/** In words that the search finds. */
export function stateOf({ standing, stuck }: Person): string {
  const state = standing ? VERDICTS[standing.verdict] : 'nothing graded';
  const days = standing?.daysLate ?? 0;
  const late = days > 0 ? [`late by ${days} ${days === 1 ? 'day' : 'days'}`] : [];
  return [state, ...late, ...(stuck === undefined ? [] : [`stuck: ${clean(stuck)}`])].join(', ');
}
