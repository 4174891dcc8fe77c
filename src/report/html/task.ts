import type { TaskCheck } from '../../domain/check.ts';
import type { Task } from '../../domain/exam.ts';
import type { Review } from '../../domain/review.ts';
import { countingScore, type TaskResult } from '../../domain/scorecard.ts';
import { clean } from '../escape.ts';
import { contractText, modelFacts, modelOf } from '../facts.ts';
import * as check from '../self-check/words.ts';
import { isUnscored, pips, scoreText, standing, type Troubled, trouble } from '../words.ts';
import { confusionPicture, perClassPicture, reliabilityPicture } from './charts/classes.ts';
import { ladderPicture } from './charts/ladder.ts';
import { forecastPictures, residualsPicture, stepsPicture, truthPicture } from './charts/values.ts';
import { draw, type Picture } from './draw.ts';
import { html, type Markup } from './markup.ts';
import { outlinePicture } from './outline/index.ts';

/** What is known of one task: from the hidden rows, from the public ones, or from both. */
export interface TaskStory {
  readonly task: Task;
  readonly result: TaskResult | undefined;
  readonly check: TaskCheck | undefined;
  /** What is known of all models beside that. */
  readonly known: Partial<Pick<Review, 'bytes' | 'check'>>;
}

export function taskSection(story: TaskStory): Markup {
  const { task, result, check: checked } = story;
  return html`<section><h2>${clean(task.title)}</h2>
${result && scoreLine(result)}${troubleNote(result ?? checked)}${checked && sampleNotes(checked)}
<div class="charts">${pictures(story).map(draw)}</div>${layersOf(story)}${factsLine(story)}
</section>`;
}

function scoreLine(result: TaskResult): Markup {
  return html`<p><span class="pips" aria-hidden="true">${pips(result)}</span> <b>${scoreText(result)}</b>: ${standing(result)}</p>`;
}

function troubleNote(result: TaskResult | TaskCheck | undefined): Markup | undefined {
  if (!result || !isTroubled(result)) return undefined;
  const { message, hint, where } = trouble(result);
  const place = where === undefined ? undefined : html` <code>${clean(where)}</code>`;
  return html`<p class="note">${clean(message)}${place}<br>→ ${clean(hint)}</p>`;
}

function isTroubled(result: TaskResult | TaskCheck): result is (TaskResult | TaskCheck) & Troubled {
  return result.kind !== 'runs' && isUnscored(result as TaskResult);
}

function sampleNotes(checked: TaskCheck): Markup {
  const sample = checked.kind === 'runs' ? checked.sample : undefined;
  const findings = 'findings' in checked ? checked.findings : [];
  return html`${sample && html`<p>On the public sample: ${check.measured(checked.metric, sample)}.</p>`}${findings.map(
    ({ evidence, advice }) => html`<p class="note">${clean(evidence)}<br>→ ${clean(advice)}</p>`,
  )}`;
}

/** Hidden rows are never drawn, at no level of feedback: their answers are not the candidate's to see. */
function pictures({ task, result, check: checked }: TaskStory): readonly Picture[] {
  const sample = checked?.kind === 'runs' ? checked.sample : undefined;
  const score = result && countingScore(result);
  const value = result?.best ? result.best.value : result?.kind === 'scored' ? result.value : undefined;
  const graded = typeof score === 'number' ? { score, ...(value !== undefined && { value }) } : undefined;
  const { metric, thresholds, yardstick } = task;
  const on = { metric: metric.name, thresholds, yardstick, graded, sample };
  const hasLadder = yardstick || sample || (graded && graded.score > 0);
  return [...(hasLadder ? [ladderPicture(on)] : []), ...(sample ? samplePictures(sample.view) : [])];
}

type View = NonNullable<Extract<TaskCheck, { kind: 'runs' }>['sample']>['view'];

function samplePictures(view: View): readonly Picture[] {
  switch (view.kind) {
    case 'classes': {
      const sureness = view.reliability ? [reliabilityPicture(view.reliability)] : [];
      return [confusionPicture(view.confusion), perClassPicture(view.confusion), ...sureness];
    }
    case 'values':
      return [truthPicture(view.pairs), residualsPicture(view.pairs)];
    case 'forecasts':
      return [...forecastPictures(view), stepsPicture(view)];
    default:
      return view satisfies never;
  }
}

/** What the task wants and what came: the words of the comment. */
function factsLine({ task, result, check: checked, known }: TaskStory): Markup {
  const model = modelOf(result, known) ?? modelOf(checked, known);
  const facts =
    model &&
    `${modelFacts(model)
      .map((fact) => clean(fact))
      .join(', ')}. `;
  return html`<p class="quiet">${facts}The task ${contractText(task)}; weight ${task.weight}.</p>`;
}

/** The layers, where the model was asked for them. */
function layersOf({ task, check: checked }: TaskStory): Markup | undefined {
  const outline = checked?.kind === 'runs' ? checked.outline : undefined;
  return outline && outlinePicture(outline, task.title);
}
