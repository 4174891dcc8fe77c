import { MAX_COMMENT_BYTES, MAX_SUMMARY_BYTES } from '../domain/limits.ts';
import type { Scorecard, TaskResult } from '../domain/scorecard.ts';
import { details } from './details.ts';
import { code, prose } from './escape.ts';
import { fitInto } from './fit.ts';
import { headline, outlook, pips, scoreText, standing, type Troubled, trouble } from './words.ts';

/** What only the shell can know about a grading. */
export interface Notes {
  /** A newer commit was pushed while this one was graded. */
  readonly outdated?: { readonly newerSha: string };
  /** The key is within the candidate's reach, so that the score proves nothing to others. */
  readonly practiceOnly?: boolean;
}

/** Room that publishing needs for the marker by which it finds its comment again. */
const MARKER_BYTES = 256;

/** The comment on a pull request: verdict, one row per task, what to fix, what next, how it was graded. */
export function renderComment(card: Scorecard, notes: Notes = {}): string {
  return fitInto(variants(card, notes), MAX_COMMENT_BYTES - MARKER_BYTES);
}

/** The same for the job summary, which has room for all of it. */
export function renderSummary(card: Scorecard, notes: Notes = {}): string {
  return fitInto(variants(card, notes), MAX_SUMMARY_BYTES);
}

function variants(card: Scorecard, notes: Notes): readonly (() => string)[] {
  const main = () => [`## ${headline(card)}`, ...alerts(notes), scoreTable(card), ...troubles(card)];
  const next = `**What next?** ${outlook(card, prose)}`;
  return [() => blocks([...main(), next, details(card)]), () => blocks([...main(), next])];
}

/** Blocks of markdown, a blank line between them. */
export function blocks(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

export function alerts({ outdated, practiceOnly }: Notes): readonly string[] {
  return [
    outdated &&
      `> [!NOTE]\n> A newer commit, ${code(outdated.newerSha.slice(0, 7))}, has been pushed since. Its result will replace this one.`,
    practiceOnly &&
      '> [!NOTE]\n> Practice only: the key of the hidden sets is kept where the candidate could read it.',
  ].filter((alert) => typeof alert === 'string');
}

/** One row per task: title, score, and what separates it from the next. */
export function scoreTable({ tasks }: Scorecard): string {
  return ['| task | score | next step |', '|:---|:---|:---|', ...tasks.map(scoreRow)].join('\n');
}

function scoreRow(result: TaskResult): string {
  const text = result.kind === 'scored' ? standing(result) : `**${standing(result)}**`;
  return `| ${prose(result.title)} | ${pips(result)} ${scoreText(result)} | ${text} |`;
}

/** What is wrong, where, and what to do: one item for each task without a score. */
export function troubles({ tasks }: Scorecard): readonly string[] {
  const items = tasks.filter((result) => result.kind !== 'scored').map(troubleItem);
  return items.length === 0 ? [] : ['### What to fix', items.join('\n')];
}

export function troubleItem(result: Troubled): string {
  const { message, hint, where } = trouble(result);
  const place = where === undefined ? '' : ` (${code(where)})`;
  return `- **${prose(result.title)}**${place}: ${prose(message)}<br>→ ${prose(hint)}`;
}
