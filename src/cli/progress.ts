import { styleText } from 'node:util';
import type { Task } from '../domain/exam.ts';
import type { Phase, Watch } from '../watch.ts';
import { printable, useColour } from './output.ts';
import { startSpinner } from './spinner.ts';

/** Shorter than this, nobody asks how long it will take. */
const MIN_SECONDS_LEFT = 2;
/** From here on, nobody counts seconds. */
const MIN_IN_MINUTES = 180;
const REFRESH_MS = 500;
const MAX_TITLE_COLUMNS = 40;
/** The line above the tasks, and one for what is typed below them. */
const OTHER_LINES = 2;

/** How far one task is. Times are those of `performance.now()`. */
export type TaskProgress = { readonly title: string } & (
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly since: number; readonly phase?: Phase }
  | { readonly state: 'done'; readonly ms: number }
);

/**
 * A line for each task, redrawn as they go on, and how long the others may take as soon as one is done; where nobody
 * looks, nothing.
 *
 * @param done `graded`, `checked`
 */
export function progress(
  tasks: readonly Task[],
  done: string,
  options: { readonly isQuiet?: boolean } = {},
): { watch: Watch; stop: () => void } {
  const started = performance.now();
  const rows = new Map<string, TaskProgress>(tasks.map(({ id, title }) => [id, { title, state: 'waiting' }]));
  const text = () => {
    const { rows: height = Number.POSITIVE_INFINITY } = process.stderr;
    const look = { done, now: performance.now(), started, height, colour: useColour(process.stderr) };
    return progressText([...rows.values()], look);
  };
  const spinner = startSpinner(text(), options);
  const show = () => {
    spinner.text = text();
  };
  const set = (id: string, row: TaskProgress) => {
    rows.set(id, row);
    show();
  };
  const timer = setInterval(show, REFRESH_MS).unref();
  const watch: Watch = async (phase, id = '', work) => {
    const row = rows.get(id);
    if (!row) return work();
    const { title } = row;
    const since = performance.now();
    if (phase === 'task') set(id, { title, state: 'running', since });
    else if (row.state === 'running') set(id, { ...row, phase });
    try {
      return await work();
    } finally {
      if (phase === 'task') set(id, { title, state: 'done', ms: performance.now() - since });
    }
  };
  return {
    watch,
    stop: () => {
      clearInterval(timer);
      spinner.stop();
    },
  };
}

interface Look {
  readonly done: string;
  readonly now: number;
  readonly started: number;
  /** Lines of the terminal. */
  readonly height: number;
  readonly colour: boolean;
}

/** `2 of 5 graded · about 15 s left`, and a line for each task: what was scrolled away could not be drawn over. */
export function progressText(tasks: readonly TaskProgress[], look: Look): string {
  const { done, now, started, height, colour } = look;
  const finished = tasks.filter(({ state }) => state === 'done').length;
  const head = [`${finished} of ${tasks.length} ${done}`, ...timeLeft(now - started, finished, tasks.length)];
  const shown =
    tasks.length + OTHER_LINES <= height ? tasks : tasks.filter(({ state }) => state === 'running');
  const titles = shown.map(({ title }) => printable(title).slice(0, MAX_TITLE_COLUMNS));
  const columns = Math.max(0, ...titles.map(({ length }) => length));
  const lines = shown.map((task, i) => {
    const line = `${MARKS[task.state]} ${titles[i]?.padEnd(columns)}  ${stateOf(task, now)}`;
    return `  ${colour && task.state !== 'running' ? styleText('dim', line, { validateStream: false }) : line}`;
  });
  return [head.join(' · '), ...lines].join('\n');
}

const MARKS = { waiting: '·', running: '▸', done: '✔' } as const;

const PHASES: Partial<Record<Phase, string>> = {
  hidden: 'opening the hidden set',
  sample: 'opening the sample',
  predict: 'predicting',
  diagnose: 'looking for faults',
};

function stateOf(task: TaskProgress, now: number): string {
  switch (task.state) {
    case 'waiting':
      return 'waiting';
    case 'running': {
      const what = (task.phase && PHASES[task.phase]) ?? 'beginning';
      return `${what}, ${Math.round((now - task.since) / 1_000)} s`;
    }
    case 'done':
      return `${(task.ms / 1_000).toFixed(1)} s`;
    default:
      return task satisfies never;
  }
}

/** As if every task took as long as those before. */
export function timeLeft(elapsedMs: number, finished: number, tasks: number): readonly string[] {
  const seconds = Math.round(((elapsedMs / finished) * (tasks - finished)) / 1_000);
  if (!Number.isFinite(seconds) || seconds < MIN_SECONDS_LEFT) return [];
  return [
    seconds < MIN_IN_MINUTES ? `about ${seconds} s left` : `about ${Math.round(seconds / 60)} min left`,
  ];
}
