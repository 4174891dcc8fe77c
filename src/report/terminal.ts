import { styleText } from 'node:util';
import { helpUrl } from '../domain/help.ts';
import { countingScore, type Scorecard, type TaskResult } from '../domain/scorecard.ts';
import { clean } from './escape.ts';
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

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns. */
  readonly width: number;
}

type Colour = 'green' | 'yellow' | 'red' | 'dim' | 'bold';
type Paint = (colour: Colour, text: string) => string;

const VERDICT_COLOURS = { passed: 'green', 'not-passed': 'yellow', undecided: 'yellow' } as const;
const MAX_TITLE_COLUMNS = 30;
/** Five pips and `5 of 5`. */
const SCORE_COLUMNS = 12;
const MARGIN = 2;
const MIN_TEXT_COLUMNS = 30;

/** A scorecard for people at a terminal: the verdict, the table of the comment, what to fix, what next. */
export function renderTerminal(card: Scorecard, { colour, width }: TerminalOptions): string {
  const paint: Paint = (name, text) => (colour ? styleText(name, text, { validateStream: false }) : text);
  const columns = Math.max(MIN_TEXT_COLUMNS, width - 2 * MARGIN);
  const verdict = paint('bold', paint(VERDICT_COLOURS[card.verdict], headline(card)));
  const troubled = card.tasks.filter(isUnscored).flatMap((result) => troubleLines(result, columns, paint));
  return [
    verdict,
    '',
    ...table(card, width, paint),
    ...(troubled.length > 0 ? ['', paint('bold', 'What to fix'), '', ...troubled] : []),
    '',
    ...wrap(outlook(card, clean), Math.max(MIN_TEXT_COLUMNS, width)),
  ].join('\n');
}

function table({ tasks }: Scorecard, width: number, paint: Paint): readonly string[] {
  const titles = tasks.map(({ title }) => clean(title, MAX_TITLE_COLUMNS));
  const titleColumns = Math.max('task'.length, ...titles.map((text) => text.length));
  const indent = MARGIN + titleColumns + 2 + SCORE_COLUMNS + 2;
  const textColumns = Math.max(MIN_TEXT_COLUMNS, width - indent);
  const row = (title: string, score: string, text: readonly string[]) =>
    `${' '.repeat(MARGIN)}${title.padEnd(titleColumns)}  ${score}  ${text.join(`\n${' '.repeat(indent)}`)}`;
  const head = row('task', 'score'.padEnd(SCORE_COLUMNS), ['next step']);
  const rows = tasks.map((result, i) => {
    const score = `${pips(result)} ${scoreText(result)}`.padEnd(SCORE_COLUMNS);
    const text = [bar(result), standing(result)].filter(Boolean).join(' ');
    return row(titles[i] ?? '', paint(colourOf(result), score), wrap(text, textColumns));
  });
  return [paint('dim', head), ...rows];
}

function colourOf(result: TaskResult): Colour {
  const score = countingScore(result);
  if (score === null) return 'dim';
  if (score >= 4) return 'green';
  return score >= 2 ? 'yellow' : 'red';
}

function troubleLines(result: Troubled, columns: number, paint: Paint): readonly string[] {
  const title = paint('bold', clean(result.title, MAX_TITLE_COLUMNS));
  const lines = wrap(troubleParagraphs(result), columns - MARGIN);
  return [`${' '.repeat(MARGIN)}${title}`, ...lines.map((line) => `${' '.repeat(2 * MARGIN)}${line}`)];
}

/** What is wrong and where, what to do, and where that is explained: one string per paragraph. */
export function troubleParagraphs(result: Troubled): readonly string[] {
  const { message, hint, where, topic } = trouble(result);
  const place = where === undefined ? '' : ` (${clean(where)})`;
  const help = topic === undefined ? [] : [helpUrl(topic)];
  return [`${clean(message)}${place}`, `→ ${clean(hint)}`, ...help];
}

/** Lines of at most `columns`, broken between words; a longer word, such as an address, has a line of its own. */
export function wrap(paragraphs: string | readonly string[], columns: number): string[] {
  return [paragraphs].flat().flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(' ')) {
      const line = lines.at(-1);
      if (line === undefined || line.length + 1 + word.length > columns) lines.push(word);
      else lines[lines.length - 1] = `${line} ${word}`;
    }
    return lines;
  });
}
