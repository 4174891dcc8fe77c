import type { CheckResult, SampleResult, TaskCheck } from '../../domain/check.ts';
import { METRICS } from '../../domain/metric.ts';

/** What a check says, in plain text. Its one care: that nobody takes any of it for a grade. */

/** `Checked on public data: 4 of 5 models run` */
export function headline({ tasks }: CheckResult): string {
  const running = tasks.filter(({ kind }) => kind === 'runs').length;
  return `Checked on public data: ${running} of ${tasks.length} models run`;
}

export const NO_GRADE =
  'This is not a grade. Scores come from the hidden test sets, and from nothing else; what follows was measured on public rows.';

const STATES: Record<TaskCheck['kind'], string> = {
  runs: 'runs',
  missing: 'not submitted',
  rejected: 'rejected',
  stopped: 'stopped',
  failed: 'not checked, which is not your fault',
};

export function state({ kind }: TaskCheck): string {
  return STATES[kind];
}

/** `accuracy 0.93 on 200 public rows; on other such rows, 0.895 to 0.965 (95 % interval)` */
export function measured(metric: TaskCheck['metric'], { rows, value, interval }: SampleResult): string {
  const [low = '', high = ''] = [...interval].sort((a, b) => a - b).map(format);
  const range =
    low === high ? 'too few rows for an interval' : `on other such rows, ${low} to ${high} (95 % interval)`;
  return `${METRICS[metric].label} ${format(value)} on ${rows} public ${rows === 1 ? 'row' : 'rows'}; ${range}`;
}

/** `the published thresholds would put it at 5, and its interval at 4 to 5` */
export function standing({ wouldScore: { value, from, to } }: SampleResult): string {
  const interval = from === to ? ', and all of its interval' : `, and its interval at ${from} to ${to}`;
  return `the published thresholds would put it at ${value}${interval}`;
}

/** Where there is no sample, the contract is all that can be checked. */
export const CONTRACT_ONLY =
  'loads, takes the rows of the task and answers in its shape; the exam publishes no sample to measure it on';

function format(value: number): string {
  return String(Number(value.toPrecision(3)));
}
