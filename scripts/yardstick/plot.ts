import { type Ladder, RUNGS } from '../../src/calibrate/index.ts';
import { METRICS } from '../../src/domain/metric.ts';
import type { PracticeTask } from '../../src/generate/index.ts';
import { measuredTasks } from './measured.ts';
import { laddersOf, type Results, SETTING_SEEDS, TESTING_SEEDS } from './results.ts';

const WIDTH = 880;
const [LEFT, RIGHT] = [90, 30];
const ROW = 20;
const [HEAD, FOOT] = [38, 26];
const PANEL = HEAD + RUNGS.length * ROW + FOOT;

/** Every measured model as a dot on the scale of its metric, a row for each rung, and the thresholds as lines. */
export function plot(results: Results): string {
  const tasks = measuredTasks(results);
  const panels = tasks.map((task, i) => panel(task, results, i * PANEL));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${tasks.length * PANEL}" font-family="system-ui, sans-serif" font-size="12">`,
    '<title>Reference models and thresholds of the practice tasks</title>',
    '<style>text { fill: #57606a } .title { fill: #1f2328; font-weight: 600 } line { stroke: #d0d7de } .threshold { stroke: #cf222e }',
    '.setting { fill: #0969da } .testing { fill: none; stroke: #bc4c00; stroke-width: 1.6 }',
    '@media (prefers-color-scheme: dark) { svg { background: #0d1117 } .title { fill: #e6edf3 } text { fill: #9198a1 } line { stroke: #3d444d } }</style>',
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

function panel(task: PracticeTask, results: Results, top: number): string {
  const setting = laddersOf(results, SETTING_SEEDS, task.id);
  const testing = laddersOf(results, TESTING_SEEDS, task.id);
  const x = scaleOf(
    task,
    [...setting, ...testing].map(([, ladder]) => ladder),
  );
  const bottom = top + HEAD + RUNGS.length * ROW;
  const dots = (ladders: typeof setting, kind: string) =>
    ladders.flatMap(([seed, { runs }]) =>
      RUNGS.flatMap((rung, row) =>
        runs[rung].map(
          (run) =>
            `<circle class="${kind}" cx="${x(run.value)}" cy="${top + HEAD + (row + 0.5) * ROW}" r="4"><title>${rung}, ${seed}: ${run.value.toFixed(4)}</title></circle>`,
        ),
      ),
    );
  return [
    `<text class="title" x="${LEFT}" y="${top + 16}">${task.id}: ${METRICS[task.metric.name].label}</text>`,
    ...RUNGS.map((rung, row) => rowLines(rung, top + HEAD + (row + 0.5) * ROW)),
    ...Object.entries(task.thresholds).map(([score, value]) => {
      const at = x(value);
      return `<line class="threshold" x1="${at}" x2="${at}" y1="${top + HEAD - 4}" y2="${bottom}"/><text x="${at}" y="${top + HEAD - 8}" text-anchor="middle">${score}</text><text x="${at}" y="${bottom + 14}" text-anchor="middle">${value}</text>`;
    }),
    ...dots(setting, 'setting'),
    ...dots(testing, 'testing'),
  ].join('\n');
}

function rowLines(rung: string, y: number): string {
  return `<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${rung}</text><line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>`;
}

/** From the metric to pixels, the better to the right. */
function scaleOf({ metric }: PracticeTask, ladders: readonly Ladder[]): (value: number) => number {
  const values = ladders.flatMap(({ runs }) => RUNGS.flatMap((rung) => runs[rung].map(({ value }) => value)));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const better = METRICS[metric.name].better === 'higher';
  return (value) => {
    const share = (value - low) / (high - low);
    return Math.round(10 * (LEFT + 10 + (WIDTH - LEFT - RIGHT - 20) * (better ? share : 1 - share))) / 10;
  };
}
