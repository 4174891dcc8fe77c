import { MAX_SCORE } from '../domain/scorecard.ts';
import { escapeMarkup } from '../formats/markup.ts';
import type { BadgeClaims } from './credential.ts';

/** What a picture shows, in its own words: everything here is text, and escaped when it is drawn. */
interface Shown {
  readonly name: string;
  readonly exam: string;
  readonly issuer: string;
  /** `23 November 2026` */
  readonly date: string;
  readonly percent: string;
  readonly tasks: readonly { readonly name: string; readonly score: number }[];
}

const WIDTH = 840;
const MIDDLE = WIDTH / 2;
const MARGIN = 60;
const TEXT_WIDTH = WIDTH - 2 * MARGIN;
const ROW = 30;
const EXAM_SIZE = 26;
/** A title has at most 120 characters; four lines hold them, unless all of them are W. */
const MAX_TITLE_LINES = 4;

/**
 * A certificate as an SVG picture, with the credential baked into it (Open Badges 3.0, section 5.3.2.1). It holds nothing
 * from elsewhere, no script and no font, follows the reader's light or dark theme, and reads aloud as one sentence.
 *
 * @param token the signed credential, whose claims these are
 */
export function pictureOf(badge: BadgeClaims, token: string): string {
  const shown = shownOf(badge);
  const title = wrap(shown.exam, TEXT_WIDTH / EXAM_SIZE).slice(0, MAX_TITLE_LINES);
  const top = 286 + title.length * 34;
  const height = top + rowsOf(shown.tasks.length) * ROW + 138;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="fivefold-title fivefold-desc">`,
    `<openbadges:credential verify="${token}"></openbadges:credential>`,
    `<title id="fivefold-title">${xml(`Certificate: ${shown.name} passed ${shown.exam}`)}</title>`,
    `<desc id="fivefold-desc">${xml(description(shown))}</desc>`,
    STYLE,
    `<rect class="paper" width="${WIDTH}" height="${height}" rx="16"/>`,
    `<rect class="frame" x="20" y="20" width="${WIDTH - 40}" height="${height - 40}" rx="8"/>`,
    ...dots(MIDDLE - 48, 74, { of: 5, filled: 5, radius: 9, step: 24 }),
    line('kind', 122, 'CERTIFICATE', 15),
    line('name', 192, shown.name, 52),
    line('text', 236, 'has passed', 18),
    ...title.map((part, i) => line('exam', 282 + i * 34, part, EXAM_SIZE)),
    ...taskRows(shown, top + 18),
    line('text', height - 106, `${shown.percent} % of all points · ${shown.date}`, 18),
    line('small', height - 80, shown.issuer, 14),
    line('small', height - 56, 'signed: fivefold verify says what holds of this file', 14),
    '</svg>\n',
  ].join('\n');
}

/** GitHub's own colours, which have enough contrast in both themes. */
const STYLE = `<style>
.paper { fill: #ffffff }
.frame { fill: none; stroke: #8250df; stroke-width: 2 }
text { font-family: system-ui, -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif; fill: #1f2328 }
.kind { letter-spacing: 6px; fill: #59636e }
.name { font-weight: 600 }
.exam { font-weight: 500 }
.small { fill: #59636e }
.full { fill: #8250df }
.empty { fill: none; stroke: #8250df; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
.paper { fill: #0d1117 }
text { fill: #f0f6fc }
.kind, .small { fill: #9198a1 }
.frame, .empty { stroke: #ab7df8 }
.full { fill: #ab7df8 }
}
</style>`;

function shownOf({ credentialSubject, issuer, validFrom }: BadgeClaims): Shown {
  const { achievement, id, result } = credentialSubject;
  const values = new Map(result.map(({ resultDescription, value }) => [resultDescription, value]));
  const scores = achievement.resultDescription.filter(({ resultType }) => resultType === 'RawScore');
  const [percent] = achievement.resultDescription.filter(({ resultType }) => resultType === 'Percent');
  return {
    name: decodeURIComponent(id.split('/').at(-1) ?? ''),
    exam: achievement.name,
    issuer: issuer.name,
    date: new Date(validFrom).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
    percent: values.get(percent?.id ?? '') ?? '',
    tasks: scores.map(({ id: which, name }) => ({ name, score: Number(values.get(which) ?? 0) })),
  };
}

function description({ name, exam, issuer, date, percent, tasks }: Shown): string {
  const scores = tasks.map((task) => `${task.name} ${task.score} of ${MAX_SCORE}`).join(', ');
  return `${name} passed ${exam} with ${percent} % of all points on ${date}: ${scores}. Issued by ${issuer}.`;
}

/** Beyond eight tasks, two columns. */
function columnsOf(count: number): 1 | 2 {
  return count > 8 ? 2 : 1;
}

function rowsOf(count: number): number {
  return Math.ceil(count / columnsOf(count));
}

function taskRows({ tasks }: Shown, top: number): readonly string[] {
  const [rows, columns] = [rowsOf(tasks.length), columnsOf(tasks.length)];
  const width = columns === 1 ? 400 : (WIDTH - 2 * MARGIN - 40) / 2;
  const left = MIDDLE - (columns * width + (columns - 1) * 40) / 2;
  return tasks.flatMap(({ name, score }, i) => {
    const x = left + Math.floor(i / rows) * (width + 40);
    const y = top + (i % rows) * ROW;
    const label = `<text x="${x}" y="${y}" font-size="18">${xml(cut(name, columns === 1 ? 26 : 20))}</text>`;
    const pips = { of: MAX_SCORE, filled: score, radius: 7, step: 20 };
    return [label, ...dots(x + width - 4 * pips.step - pips.radius, y - 6, pips)];
  });
}

interface Dots {
  readonly of: number;
  readonly filled: number;
  readonly radius: number;
  readonly step: number;
}

function dots(x: number, y: number, { of, filled, radius, step }: Dots): readonly string[] {
  return Array.from({ length: of }, (_, i) => {
    const kind = i < filled ? 'full' : 'empty';
    return `<circle class="${kind}" cx="${x + i * step}" cy="${y}" r="${radius}"/>`;
  });
}

/** A centred line, in smaller letters where it would be too long. */
function line(kind: string, y: number, text: string, size: number): string {
  const fitting = Math.floor(Math.min(size, TEXT_WIDTH / Math.max(1, widthOf(text))));
  return `<text class="${kind}" x="${MIDDLE}" y="${y}" text-anchor="middle" font-size="${fitting}">${xml(text)}</text>`;
}

/** Words in lines of at most `width` (in ems). A word that is longer has a line of its own. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/u)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && widthOf(longer) > width) lines.push(word);
    else lines.splice(-1, 1, longer);
  }
  return lines;
}

/** Of a line, in ems, at most: no font is known here, so each kind of letter counts as the widest of its kind. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + emsOf(letter), 0);
}

function emsOf(letter: string): number {
  if (/[mwMW@%]|[^\p{Script=Latin}\p{Script=Common}]/u.test(letter)) return 1.1;
  return /\p{Lu}/u.test(letter) ? 0.82 : 0.7;
}

function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : text;
}

/** As text of XML 1.0: without what it forbids, and without marks that would turn the direction of what follows. */
function xml(text: string): string {
  return escapeMarkup(text.toWellFormed().replace(/[\p{Cc}\p{Cf}\ufffe\uffff]/gu, ''));
}
