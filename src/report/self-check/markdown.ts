import type { CheckResult, TaskCheck } from '../../domain/check.ts';
import { MAX_ANNOTATIONS, MAX_CHECK_TEXT_BYTES, MAX_SUMMARY_BYTES } from '../../domain/limits.ts';
import { type Annotation, annotation, type CheckReport, withoutRepeats } from '../check.ts';
import { blocks, type PageLink, pageLine, troubleItem } from '../comment.ts';
import { folded, table } from '../details.ts';
import { clean, code, prose } from '../escape.ts';
import { fitInto } from '../fit.ts';
import { findingItem, findingsOf } from '../public-sample.ts';
import { CONTRACT_ONLY, headline, measured, NO_GRADE, standing, state } from './words.ts';

/** A check for the job summary. */
export function renderSelfCheckSummary(result: CheckResult, page?: PageLink): string {
  return fitInto(variants(result, page), MAX_SUMMARY_BYTES);
}

/**
 * A check as a completed check run. It succeeds when every submitted model runs: that, and not how well it does, is what
 * it vouches for.
 */
export function renderSelfCheck(result: CheckResult, page?: PageLink): CheckReport {
  return {
    title: `${headline(result)} · not graded`,
    summary: fitInto(variants(result, page), MAX_CHECK_TEXT_BYTES),
    text: NO_GRADE,
    conclusion: conclusionOf(result),
    annotations: annotations(result),
  };
}

function conclusionOf({ tasks }: CheckResult): CheckReport['conclusion'] {
  const kinds = new Set(tasks.map(({ kind }) => kind));
  if (kinds.has('rejected') || kinds.has('stopped')) return 'failure';
  return kinds.has('failed') || !kinds.has('runs') ? 'neutral' : 'success';
}

function variants(result: CheckResult, page: PageLink | undefined): readonly (() => string)[] {
  const main = () => [`## ${headline(result)}`, `> [!NOTE]\n> ${NO_GRADE}`, sampleTable(result)];
  const help = () => [...troubles(result), ...findings(result), ...pageLine(page)];
  return [
    () => blocks([...main(), ...help(), provenance(result)]),
    () => blocks([...main(), ...help()]),
    () => blocks(main()),
  ];
}

function sampleTable({ tasks }: CheckResult): string {
  return table(['task', 'model', 'on the public sample'], tasks.map(row));
}

function row(task: TaskCheck): readonly string[] {
  const model = task.kind === 'runs' ? state(task) : `**${state(task)}**`;
  return [prose(task.title), model, sampleText(task)];
}

function sampleText(task: TaskCheck): string {
  if (task.kind !== 'runs') return '–';
  return task.sample ? `${measured(task.metric, task.sample)};<br>${standing(task.sample)}` : CONTRACT_ONLY;
}

/** A model that is not there yet is nothing to fix, while there is time. */
function troubles({ tasks }: CheckResult): readonly string[] {
  const items = tasks.filter((task) => task.kind !== 'runs' && task.kind !== 'missing').map(troubleItem);
  return items.length === 0 ? [] : ['### What to fix', items.join('\n')];
}

function findings({ tasks }: CheckResult): readonly string[] {
  const items = tasks.flatMap((task) => findingsOf(task).map((finding) => findingItem(task, finding)));
  return items.length === 0 ? [] : ['### What is probably wrong', items.join('\n')];
}

function provenance({ exam, checker }: CheckResult): string {
  return folded('How this was checked', [
    table(
      ['', ''],
      [
        ['exam', `${prose(exam.title)} (${code(exam.id)})`],
        ['SHA-256 of exam.yml', code(exam.sha256)],
        ['checker', `${code(`${checker.name} ${checker.version}`)}, without a key`],
      ],
    ),
  ]);
}

function annotations({ tasks }: CheckResult): readonly Annotation[] {
  const failures = tasks.flatMap((task) =>
    task.kind === 'rejected' || task.kind === 'stopped' ? [annotation(task)] : [],
  );
  const warnings = tasks.flatMap((task) =>
    findingsOf(task).map(
      ({ evidence, advice }): Annotation => ({
        path: `models/${task.task}`,
        level: 'warning',
        title: clean(`${task.title}: a probable fault`),
        message: `${clean(evidence)}\n${clean(advice)}`,
      }),
    ),
  );
  return [...withoutRepeats(failures), ...warnings].slice(0, MAX_ANNOTATIONS);
}
