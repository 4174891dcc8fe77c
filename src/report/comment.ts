import {
  MAX_CARRIED_TEXT_BYTES,
  MAX_COMMENT_BYTES,
  MAX_HISTORY_BYTES,
  MAX_MARKER_BYTES,
  MAX_SUMMARY_BYTES,
} from '../domain/limits.ts';
import type { Review } from '../domain/review.ts';
import type { Scorecard, TaskResult } from '../domain/scorecard.ts';
import { details, modelDetails, table } from './details.ts';
import { code, helpLink, prose } from './escape.ts';
import { fitInto } from './fit.ts';
import { attemptsTable, limits, standingAlerts } from './history.ts';
import { proofDetails, type SignedResult } from './proof.ts';
import { likeliestAdvice, sampleDetails } from './public-sample.ts';
import {
  bar,
  headline,
  isUnscored,
  outlook,
  pips,
  scoreText,
  standing,
  type Troubled,
  trouble,
} from './words.ts';

/** What only the shell can know about a grading. */
export interface Notes {
  /** A newer commit was pushed while this one was graded. */
  readonly outdated?: { readonly newerSha: string };
  /** The key is within the candidate's reach, so that the score proves nothing to others. */
  readonly practiceOnly?: boolean;
  /** The record of earlier submissions was not as it should be: it was found again elsewhere, or is gone. */
  readonly history?: 'restored' | 'lost';
  /** Numbers of the candidate's other pull requests, whose submissions count here, too. */
  readonly others?: readonly number[];
  /** What was signed about the score, where a key signs. */
  readonly proof?: SignedResult;
  /** What is known beside the scores; the diagnosis comes later than they. */
  readonly review?: Review;
  /** Where the page with pictures is kept: the address of the run, and the name of the artifact. */
  readonly page?: PageLink;
}

export interface PageLink {
  readonly url: string;
  readonly artifact: string;
}

/** The comment on a pull request: verdict, one row per task, what to fix, what next, how it was graded. */
export function renderComment(card: Scorecard, notes: Notes = {}): string {
  return fitInto(variants(card, notes), MAX_COMMENT_BYTES - MAX_MARKER_BYTES - historyBytes(card));
}

/** The same for the job summary, which has room for all of it. */
export function renderSummary(card: Scorecard, notes: Notes = {}): string {
  return fitInto(variants(card, notes), MAX_SUMMARY_BYTES);
}

/** The whole, and what is left of it where there is less room: what a candidate needs most goes last. */
function variants(card: Scorecard, notes: Notes): readonly (() => string)[] {
  const { review } = notes;
  const main = () => [`## ${headline(card)}`, ...overview(card, notes), ...troubles(card)];
  const next = [`**What next?** ${outlook(card, prose)}`, ...pageLine(notes.page)];
  const proof = proofDetails(notes.proof);
  const sample = () => sampleDetails(review);
  const models = () => modelDetails(card, review);
  const graded = () => details(card, review);
  return [
    () => blocks([...main(), ...next, ...sample(), ...attemptsTable(card), ...models(), graded(), ...proof]),
    () => blocks([...main(), ...next, ...sample(), ...models(), graded(), ...proof]),
    () => blocks([...main(), ...next, graded(), ...proof]),
    () => blocks([...main(), ...next, ...proof]),
    () => blocks([...main(), ...next]),
  ];
}

/** Both parts are ours: the address of the run, and a name that the workflow has chosen. */
export function pageLine(page: PageLink | undefined): readonly string[] {
  if (!page) return [];
  const { url, artifact } = page;
  return [`**Look:** a page with pictures is the artifact ${code(artifact)} of [its run](${url}).`];
}

/** Room that publishing needs for the history. */
export function historyBytes({ standing }: Scorecard): number {
  return standing ? MAX_HISTORY_BYTES + MAX_CARRIED_TEXT_BYTES : 0;
}

/** What to know before the scores, and the scores. */
export function overview(card: Scorecard, notes: Notes): readonly string[] {
  return [...standingAlerts(card), ...alerts(notes), ...limits(card), scoreTable(card, notes.review)];
}

/** Blocks of markdown, a blank line between them. */
export function blocks(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

const HISTORY_NOTES = {
  restored:
    'The record of earlier submissions in this comment was missing, out of date or changed. It has been restored ' +
    'from the check runs.',
  lost:
    'The record of earlier submissions in this comment does not bear our seal, and no check run holds another: what ' +
    'was submitted before is not counted. An instructor can see in the history of this comment what changed.',
} as const;

export function alerts({ outdated, practiceOnly, history, others = [] }: Notes): readonly string[] {
  return [
    outdated &&
      `> [!NOTE]\n> A newer commit, ${code(outdated.newerSha.slice(0, 7))}, has been pushed since. Its result will replace this one.`,
    practiceOnly &&
      '> [!NOTE]\n> Practice only: the key of the hidden sets is kept where the candidate could read it.',
    history && `> [!NOTE]\n> ${HISTORY_NOTES[history]}`,
    others.length > 0 &&
      `> [!NOTE]\n> Earlier submissions of the same candidate count here, too: ${others.map((number) => `#${number}`).join(', ')}.`,
  ].filter((alert) => typeof alert === 'string');
}

/** One row per task: title, score, what separates it from the next, and what is probably in the way. */
export function scoreTable({ tasks }: Scorecard, review?: Review): string {
  return table(
    ['task', 'score', 'next step'],
    tasks.map((result) => scoreRow(result, review)),
  );
}

function scoreRow(result: TaskResult, review: Review | undefined): readonly string[] {
  const text = isUnscored(result) ? `**${standing(result)}**` : standing(result);
  const score = `${picture(pips(result))} ${scoreText(result)}`;
  const advice = likeliestAdvice(review, result.task);
  const step = [picture(bar(result)), text].filter(Boolean).join(' ');
  return [prose(result.title), score, advice ? `${step}<br>→ ${advice}` : step];
}

/** Characters that stand for a drawing, and would be read aloud one by one; the words beside them say the same. */
function picture(characters: string): string {
  return characters && `<span aria-hidden="true">${characters}</span>`;
}

/** What is wrong, where, and what to do: one item for each task without a score. */
export function troubles({ tasks }: Scorecard): readonly string[] {
  const items = tasks.filter(isUnscored).map(troubleItem);
  return items.length === 0 ? [] : ['### What to fix', items.join('\n')];
}

export function troubleItem(result: Troubled): string {
  const { message, hint, where, topic } = trouble(result);
  const place = where === undefined ? '' : ` (${code(where)})`;
  const help = topic === undefined ? '' : ` ${helpLink(topic)}`;
  return `- **${prose(result.title)}**${place}: ${prose(message)}<br>→ ${prose(hint)}${help}`;
}
