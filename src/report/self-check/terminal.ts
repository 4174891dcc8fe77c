import { styleText } from 'node:util';
import type { CheckResult, TaskCheck } from '../../domain/check.ts';
import { clean } from '../escape.ts';
import { type TerminalOptions, troubleParagraphs, wrap } from '../terminal.ts';
import { CONTRACT_ONLY, headline, measured, NO_GRADE, standing, state } from './words.ts';

const MARKS = { runs: '✔', missing: '–', rejected: '✖', stopped: '✖', failed: '?' } as const;
const COLOURS = { runs: 'green', missing: 'dim', rejected: 'red', stopped: 'red', failed: 'yellow' } as const;
const INDENT = 4;
const MIN_COLUMNS = 40;

/** A check for people at a terminal. */
export function renderSelfCheckTerminal(result: CheckResult, { colour, width }: TerminalOptions): string {
  const paint = (name: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(name, text, { validateStream: false }) : text;
  const columns = Math.max(MIN_COLUMNS, width - INDENT);
  const blocks = result.tasks.map((task) => {
    const head = `${paint(COLOURS[task.kind], MARKS[task.kind])} ${paint('bold', clean(task.title))}: ${state(task)}`;
    const lines = wrap(paragraphs(task), columns).map((line) => `${' '.repeat(INDENT)}${line}`);
    return [`  ${head}`, ...lines].join('\n');
  });
  return [paint('bold', headline(result)), ...wrap(NO_GRADE, columns), '', ...blocks].join('\n');
}

/** One string per paragraph. */
function paragraphs(task: TaskCheck): readonly string[] {
  if (task.kind === 'missing') return [];
  const findings = 'findings' in task ? task.findings : [];
  const told = findings.flatMap(({ evidence, advice }) => [`! ${evidence}`, `→ ${advice}`]);
  return [...what(task), ...told];
}

function what(task: Exclude<TaskCheck, { kind: 'missing' }>): readonly string[] {
  if (task.kind === 'runs') {
    return task.sample ? [measured(task.metric, task.sample), standing(task.sample)] : [CONTRACT_ONLY];
  }
  return troubleParagraphs(task);
}
