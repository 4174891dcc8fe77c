import type { Task } from '../domain/exam.ts';
import { METRICS } from '../domain/metric.ts';
import type { Review } from '../domain/review.ts';
import type { Scorecard, TaskResult } from '../domain/scorecard.ts';
import { code, prose } from './escape.ts';
import { contractText, modelFacts, modelOf } from './facts.ts';
import { type Piece, provenance } from './provenance.ts';

/** On one line: GitHub shows line breaks in comments as such. */
const LEGEND =
  'A score begins at its threshold. Score 1 needs nothing but a model that runs; 0 is for a task without one. ' +
  'The same commit always gets the same scores.';

/** How the grading was done: enough to do it again and to compare. Folded away, since most readers trust it. */
export function details(card: Scorecard, review?: Review): string {
  return folded('How this was graded', [
    table(
      ['', ''],
      provenance(card, review?.times).map(([name, ...value]) => [name, pieces(value)]),
    ),
    table(
      ['task', 'weight', 'metric', '2', '3', '4', '5'],
      card.tasks.map(thresholdCells),
      ':---|---:|:---|---:|---:|---:|---:',
    ),
    LEGEND,
  ]);
}

/** What each task wants, and what came: folded away. Nothing where no model ran and no contract is known. */
export function modelDetails({ tasks }: Scorecard, review?: Review): readonly string[] {
  const contracts = new Map(review?.exam.tasks.map((task) => [task.id, task]));
  const told = tasks.filter((result) => contracts.has(result.task) || modelOf(result));
  if (told.length === 0) return [];
  const rows = told.map((result) => modelCells(result, contracts.get(result.task), review));
  return [folded('Contracts and models', [table(['task', 'model'], rows)])];
}

function modelCells(result: TaskResult, task: Task | undefined, review: Review | undefined): string[] {
  const model = modelOf(result, review);
  const [format, ...facts] = model ? modelFacts(model) : ['–'];
  const contract = task ? [`${contractText(task)}.`] : [];
  return [prose(result.title), [...contract, [prose(format), ...facts].join(', ')].join('<br>')];
}

function thresholdCells({ title, weight, metric, thresholds }: TaskResult): string[] {
  const { label, better } = METRICS[metric];
  const { 2: two, 3: three, 4: four, 5: five } = thresholds;
  const values = [weight, `${label} ${better === 'higher' ? '≥' : '≤'}`, two, three, four, five];
  return [prose(title), ...values.map(String)];
}

/** A part that opens when somebody wants to know. */
export function folded(summary: string, blocks: readonly string[]): string {
  return ['<details>', `<summary>${summary}</summary>`, '', blocks.join('\n\n'), '', '</details>'].join('\n');
}

/** @param rows of markdown that breaks no table */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignment = head.map(() => ':---').join('|'),
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${alignment}|`, ...rows.map(line)].join('\n');
}

function pieces(value: readonly Piece[]): string {
  return value.map(piece).join('');
}

function piece(part: Piece): string {
  if (typeof part === 'string') return part;
  return 'code' in part ? code(part.code) : prose(part.text);
}
