import { styleText } from 'node:util';
import type { Scorecard, TaskResult } from '../domain/scorecard.ts';
import { clean } from './escape.ts';
import { headline, isUnscored, outlook, pips, standing, trouble } from './words.ts';

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns. */
  readonly width: number;
}

type Colour = 'green' | 'yellow' | 'red' | 'dim' | 'bold';
type Paint = (colour: Colour, text: string) => string;

const VERDICT_COLOURS = { passed: 'green', 'not-passed': 'yellow', undecided: 'yellow' } as const;
/** Pips, a space, a digit and two spaces, before and after the margin. */
const SCORE_COLUMNS = 11;
const MAX_TITLE_COLUMNS = 30;
const MIN_TEXT_COLUMNS = 30;

/** A scorecard for people at a terminal. */
export function renderTerminal(card: Scorecard, { colour, width }: TerminalOptions): string {
  const paint: Paint = (name, text) => (colour ? styleText(name, text, { validateStream: false }) : text);
  const titles = card.tasks.map((result) => clean(result.title, MAX_TITLE_COLUMNS));
  const titleColumns = Math.max(...titles.map((text) => text.length));
  const indent = SCORE_COLUMNS + titleColumns + 2;
  const textColumns = Math.max(MIN_TEXT_COLUMNS, width - indent);
  const rows = card.tasks.map((result, i) => {
    const text = wrap(describe(result), textColumns).join(`\n${' '.repeat(indent)}`);
    return `  ${paint(colourOf(result), `${pips(result)} ${result.score ?? '?'}`)}  ${titles[i]?.padEnd(titleColumns)}  ${text}`;
  });
  const verdict = paint('bold', paint(VERDICT_COLOURS[card.verdict], headline(card)));
  return [verdict, '', ...rows, '', ...wrap(outlook(card, clean), Math.max(MIN_TEXT_COLUMNS, width))].join(
    '\n',
  );
}

function colourOf({ score }: TaskResult): Colour {
  if (score === null) return 'dim';
  if (score >= 4) return 'green';
  return score >= 2 ? 'yellow' : 'red';
}

/** One string per paragraph. */
function describe(result: TaskResult): readonly string[] {
  if (!isUnscored(result)) return [standing(result)];
  const { message, hint, where } = trouble(result);
  const place = where === undefined ? '' : ` (${clean(where)})`;
  return [`${standing(result)}: ${clean(message)}${place}`, `→ ${clean(hint)}`];
}

/** Lines of at most `columns`, broken between words; a longer word has a line of its own. */
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
