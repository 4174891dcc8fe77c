import type { CheckResult, Finding, TaskCheck } from '../domain/check.ts';
import type { Review } from '../domain/review.ts';
import { folded, table } from './details.ts';
import { prose } from './escape.ts';
import * as check from './self-check/words.ts';

/** What is probably wrong with the model of a task. */
export function findingsOf(task: TaskCheck): readonly Finding[] {
  return 'findings' in task ? task.findings : [];
}

/** A finding is ours from beginning to end, and its code is to look like code. */
export function findingItem({ title }: TaskCheck, { evidence, advice }: Finding): string {
  return `- **${prose(title)}**: ${evidence}<br>→ ${advice}`;
}

/** The likeliest fault of a model that was graded, as one sentence of advice; nothing where none was found. */
export function likeliestAdvice(review: Review | undefined, task: string): string | undefined {
  const checked = review?.check?.tasks.find((other) => other.task === task);
  return checked && findingsOf(checked)[0]?.advice;
}

/** How the same models do on public rows, and what is probably wrong with them: folded away. */
export function sampleDetails(review: Review | undefined): readonly string[] {
  const rows = review?.check?.tasks.flatMap(sampleRow) ?? [];
  if (!review?.check || rows.length === 0) return [];
  const items = itemsOf(review.check);
  const blocks = [table(['task', 'on the public sample'], rows), ...(items ? [items] : []), check.NO_GRADE];
  return [folded(summary(review.check), blocks)];
}

function summary({ tasks }: CheckResult): string {
  const faults = tasks.flatMap(findingsOf).length;
  const found = faults === 0 ? 'nothing seems wrong' : `${faults} probable fault${faults === 1 ? '' : 's'}`;
  return `Diagnosis on the public sample: ${found}`;
}

function sampleRow(task: TaskCheck): readonly (readonly [string, string])[] {
  if (task.kind === 'runs' && task.sample) {
    return [
      [prose(task.title), `${check.measured(task.metric, task.sample)};<br>${check.standing(task.sample)}`],
    ];
  }
  return task.kind === 'rejected' ? [[prose(task.title), `rejected: ${prose(task.problem.message)}`]] : [];
}

function itemsOf({ tasks }: CheckResult): string {
  return tasks.flatMap((task) => findingsOf(task).map((finding) => findingItem(task, finding))).join('\n');
}
