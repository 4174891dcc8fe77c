import { helpUrl } from '../domain/help.ts';
import { MAX_ANNOTATIONS, MAX_CHECK_TEXT_BYTES } from '../domain/limits.ts';
import type { Scorecard, Verdict } from '../domain/scorecard.ts';
import { blocks, historyBytes, type Notes, overview, troubles } from './comment.ts';
import { details, modelDetails } from './details.ts';
import { clean, prose } from './escape.ts';
import { fitInto } from './fit.ts';
import { isBlank } from './history.ts';
import { headline, outlook, type Troubled, title, trouble } from './words.ts';

/** A remark on a file of the submission. Plain text. */
export interface Annotation {
  readonly path: string;
  /** From 1, where it is known. */
  readonly line?: number;
  readonly level: 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** A completed check run: markdown in `summary` and `text`, plain text elsewhere. */
export interface CheckReport {
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required';
  readonly annotations: readonly Annotation[];
}

/** What is not the candidate's fault must not look like it: a neutral check blocks nothing and accuses nobody. */
const CONCLUSIONS = {
  passed: 'success',
  'not-passed': 'failure',
  undecided: 'neutral',
} as const satisfies Record<Verdict, CheckReport['conclusion']>;

/**
 * A submission beyond the attempts of its day asks for another push: neutral would let a required check pass. A pull
 * request that has only begun is no failure.
 */
function conclusionOf(card: Scorecard): CheckReport['conclusion'] {
  if (card.standing?.postponedUntil) return 'action_required';
  return isBlank(card) ? 'neutral' : CONCLUSIONS[card.verdict];
}

/** The check run on the graded commit. */
export function renderCheck(card: Scorecard, notes: Notes = {}): CheckReport {
  const head = () => blocks([`**${headline(card)}**`, ...overview(card, notes), outlook(card, prose)]);
  return {
    title: title(card),
    summary: fitInto([head], MAX_CHECK_TEXT_BYTES),
    text: fitInto(
      [
        () => blocks([...troubles(card), ...modelDetails(card, notes.review), details(card, notes.review)]),
        () => blocks([...troubles(card), details(card, notes.review)]),
        () => blocks(troubles(card)),
      ],
      MAX_CHECK_TEXT_BYTES - historyBytes(card),
    ),
    conclusion: conclusionOf(card),
    annotations: annotations(card),
  };
}

function annotations({ tasks }: Scorecard): readonly Annotation[] {
  const wrong = tasks.filter((result) => result.kind === 'rejected' || result.kind === 'stopped');
  return withoutRepeats(wrong.map(annotation)).slice(0, MAX_ANNOTATIONS);
}

/** What is wrong with submission.yml is wrong for every task, and said once. */
export function withoutRepeats(all: readonly Annotation[]): readonly Annotation[] {
  const byContent = all.map((one): [string, Annotation] => [JSON.stringify(one), one]);
  return [...new Map(byContent).values()];
}

/** On the file that is at fault, when the problem names one; on the folder of the task otherwise. */
export function annotation(result: Troubled): Annotation {
  const { message, hint, where, topic } = trouble(result);
  const [, path, line, rest] = MANIFEST_PLACE.exec(where ?? '') ?? [];
  const inFile = where !== undefined && isFilePath(where);
  const elsewhere = path === undefined ? where : rest;
  const place = inFile || !elsewhere ? '' : ` (${clean(elsewhere)})`;
  return {
    path: path ?? (inFile ? where : `models/${result.task}`),
    ...(line !== undefined && { line: Number(line) }),
    level: 'failure',
    title: clean(`${path ?? result.title}: ${result.kind}`),
    message: `${clean(message)}${place}\n${clean(hint)}${topic === undefined ? '' : `\n${helpUrl(topic)}`}`,
  };
}

/** `submission.yml line 3 field models.glyphs` */
const MANIFEST_PLACE = /^(submission\.yml)(?: line (\d{1,6}))?(?: (field .*))?$/s;

/** Problems name files, but also layers and fields. Whatever is not surely a path is shown as text. */
function isFilePath(where: string): boolean {
  return (
    where.length <= 255 &&
    /^([\w+@-][\w .+@-]*\/)*[\w+@-][\w .+@-]*\.(keras|h5|hdf5|json|bin|ya?ml)$/.test(where)
  );
}
