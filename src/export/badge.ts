import { countingScore, MAX_SCORE, type Scorecard } from '../domain/scorecard.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** Dark enough for white text: at least 4.5 to 1 (WCAG 2.2, 1.4.3). */
const COLOURS = { passed: '#1a7f37', 'not-passed': '#9a6700', undecided: '#59636e' } as const;
const LABEL_COLOUR = '#3d444d';
const LABEL = 'Fivefold';

const HEIGHT = 20;
const PADDING = 6;
const CORNER = 3;
/** Round corners as paths, since an id for a clip path would be one of many where badges stand in one page. */
const LEFT_EDGE = `H${CORNER}a3 3 0 0 0-3 3v14a3 3 0 0 0 3 3`;
const RIGHT_EDGE = 'a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3';
const BAR = { width: 4, gap: 2, unit: 2 } as const;

/** Advance widths of Verdana at 11 px, as badges have been set ever since; `textLength` holds other fonts to them. */
const WIDTHS: Readonly<Record<string, number>> = {
  ' ': 3.9,
  '/': 5,
  F: 6.3,
  i: 3,
  l: 3,
  f: 3.9,
  t: 4.3,
  r: 4.7,
  m: 10.7,
};
const USUAL_WIDTH = 6.6;

/**
 * A badge for a candidate's README, in the style of shields.io: a column for each task, as high as its score, the points,
 * and whether they are enough. Everything that is drawn is said in the title, too.
 */
export function badge(card: Scorecard): string {
  const message = messageOf(card);
  const [labelWidth, textWidth] = [widthOf(LABEL), widthOf(message)];
  const left = labelWidth + 2 * PADDING;
  const bars = card.tasks.length * (BAR.width + BAR.gap) - BAR.gap;
  const width = left + PADDING + bars + PADDING + textWidth + PADDING;
  const title = titleOf(card);
  return [
    `<svg${xmlAttributes({ xmlns: 'http://www.w3.org/2000/svg', width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': title })}>`,
    `  <title>${xmlText(title)}</title>`,
    `  <path${xmlAttributes({ d: `M${left} 0${LEFT_EDGE}H${left}z`, fill: LABEL_COLOUR })}/>`,
    `  <path${xmlAttributes({ d: `M${left} 0H${width - CORNER}${RIGHT_EDGE}H${left}z`, fill: COLOURS[card.verdict] })}/>`,
    ...card.tasks.map((result, i) =>
      column(countingScore(result) ?? 0, left + PADDING + i * (BAR.width + BAR.gap)),
    ),
    '  <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">',
    text(LABEL, PADDING, labelWidth),
    text(message, left + PADDING + bars + PADDING, textWidth),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The badge as shields.io draws it from an address. Source: shields.io/badges/endpoint-badge */
export function shields(card: Scorecard): string {
  const badge = { schemaVersion: 1, label: LABEL, message: messageOf(card), color: COLOURS[card.verdict] };
  return `${JSON.stringify(badge, null, 2)}\n`;
}

/** `21/25 passed`, `19/25`, `19/25 open` */
function messageOf({ points, maxPoints, verdict }: Scorecard): string {
  const state = { passed: ' passed', 'not-passed': '', undecided: ' open' }[verdict];
  return `${points}/${maxPoints}${state}`;
}

function titleOf({ exam, points, maxPoints, verdict, tasks }: Scorecard): string {
  const state = { passed: 'passed', 'not-passed': 'not passed yet', undecided: 'not decided' }[verdict];
  const scores = tasks.map((result) => `${result.title} ${countingScore(result) ?? 'open'}`).join(', ');
  return `Fivefold, ${exam.title}: ${points} of ${maxPoints} points, ${state}. ${scores}.`;
}

/** A pale column for all that is possible, a white one for what was reached. */
function column(score: number, x: number): string {
  const bar = (points: number, opacity: number) => {
    const height = points * BAR.unit;
    const y = (HEIGHT + MAX_SCORE * BAR.unit) / 2 - height;
    return `  <rect${xmlAttributes({ x, y, width: BAR.width, height, fill: '#fff', opacity })}/>`;
  };
  return [bar(MAX_SCORE, 0.3), ...(score > 0 ? [bar(score, 1)] : [])].join('\n');
}

function text(content: string, x: number, textLength: number): string {
  return `    <text${xmlAttributes({ x, y: 14, textLength })}>${xmlText(content)}</text>`;
}

function widthOf(text: string): number {
  return Math.round(Array.from(text).reduce((sum, character) => sum + (WIDTHS[character] ?? USUAL_WIDTH), 0));
}
