import type { Feedback, Thresholds } from '../../src/domain/exam.ts';
import { METRICS } from '../../src/domain/metric.ts';
import { PRACTICE_TASKS, type PracticeTask } from '../../src/generate/index.ts';
import { CHECKPOINTS, type Run, STARTS } from './measure.ts';

const WIDTH = 880;
const [LEFT, RIGHT, BETWEEN] = [90, 30, 70];
const PANEL_WIDTH = (WIDTH - LEFT - RIGHT - BETWEEN) / STARTS.length;
const [HEAD, HEIGHT, FOOT] = [30, 110, 34];
const PANEL = HEAD + HEIGHT + FOOT;
const LEGEND = 30;

const TITLES = { nothing: 'from nothing', honest: 'from an honest model' } as const;
const NAMES: Readonly<Record<Feedback, string>> = { score: 'score', band: 'band', full: 'full' };

/** What attackers reach on the hidden rows, by submissions: a panel for each task and start, a line for each set of rules. */
export function plot(runs: readonly Run[]): string {
  const height = LEGEND + PRACTICE_TASKS.length * PANEL;
  const panels = PRACTICE_TASKS.flatMap((task, row) =>
    STARTS.map((start, column) => {
      const own = runs.filter((run) => run.task === task.id && run.start === start);
      const [x, y] = [LEFT + column * (PANEL_WIDTH + BETWEEN), LEGEND + row * PANEL + HEAD];
      return panel(task, `${task.id}, ${TITLES[start]}`, own, [x, y]);
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    '<title>What attackers reach on the hidden rows, by the number of submissions</title>',
    '<style>text { fill: #57606a } .title { fill: #1f2328; font-weight: 600 } line { stroke: #d0d7de } .threshold { stroke: #cf222e; stroke-opacity: .45 }',
    'polyline { fill: none; stroke-width: 2 } .open { stroke-dasharray: 2 4 } .score { stroke: #0969da } .band { stroke: #8250df } .full { stroke: #bc4c00 }',
    '@media (prefers-color-scheme: dark) { svg { background: #0d1117 } .title { fill: #e6edf3 } text { fill: #9198a1 } line { stroke: #3d444d } }</style>',
    legend(),
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

function legend(): string {
  const entries = (Object.keys(NAMES) as Feedback[]).flatMap((feedback) => [
    { text: `${NAMES[feedback]}, Ladder`, kind: feedback },
    { text: `${NAMES[feedback]} without`, kind: `${feedback} open` },
  ]);
  return entries
    .map(({ text, kind }, i) => {
      const x = LEFT + i * 127;
      return `<polyline class="${kind}" points="${x},16 ${x + 24},16"/><text x="${x + 29}" y="20">${text}</text>`;
    })
    .join('');
}

function panel(
  task: PracticeTask,
  title: string,
  runs: readonly Run[],
  [left, top]: readonly [number, number],
): string {
  const x = (submissions: number) => left + (PANEL_WIDTH * (Math.log10(submissions) - 1)) / 3;
  const y = scaleOf(task, runs, top);
  const lines = Object.entries(thresholdsOf(runs)).map(([score, value]) => {
    const at = y(value);
    const isInside = at >= top && at <= top + HEIGHT;
    return isInside
      ? `<line class="threshold" x1="${left}" x2="${left + PANEL_WIDTH}" y1="${at}" y2="${at}"/><text x="${left - 6}" y="${at + 4}" text-anchor="end">${score}</text>`
      : '';
  });
  const ticks = CHECKPOINTS.filter((count) => count !== 40).map(
    (count) =>
      `<text x="${round(x(count))}" y="${top + HEIGHT + 16}" text-anchor="middle">${count.toLocaleString('en-GB')}</text>`,
  );
  const curves = runs.map(({ feedback, ladder, reached }) => {
    const points = reached
      .map(({ submissions, hidden }) => `${round(x(submissions))},${y(hidden)}`)
      .join(' ');
    const what = `${feedback}${ladder ? ' with the Ladder' : ''}`;
    return `<polyline class="${feedback}${ladder ? '' : ' open'}" points="${points}"><title>${what}</title></polyline>`;
  });
  const label = METRICS[task.metric.name].label;
  return [
    `<text class="title" x="${left}" y="${top - 12}">${title}: ${label}</text>`,
    `<line x1="${left}" x2="${left + PANEL_WIDTH}" y1="${top + HEIGHT}" y2="${top + HEIGHT}"/>`,
    ...lines,
    ...ticks,
    ...curves,
  ].join('\n');
}

/** From the metric to pixels, the better higher up: from where attackers begin to the best that one reaches, or the next score. */
function scaleOf({ metric }: PracticeTask, runs: readonly Run[], top: number): (value: number) => number {
  const values = runs.flatMap(({ first, reached }) => [first.hidden, ...reached.map(({ hidden }) => hidden)]);
  const isHigher = METRICS[metric.name].better === 'higher';
  const [worst = 0, best = 1] = isHigher
    ? [Math.min(...values), Math.max(...values, thresholdsOf(runs)[5])]
    : [Math.max(...values), Math.min(...values, thresholdsOf(runs)[5])];
  return (value) => round(top + HEIGHT - (HEIGHT * (value - worst)) / (best - worst));
}

/** As they were when the attacks were run. */
function thresholdsOf([run]: readonly Run[]): Thresholds {
  if (!run) throw new Error('a task was not attacked');
  return run.thresholds;
}

function round(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}
