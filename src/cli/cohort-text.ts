import type { Merged } from '../cohort/merge.ts';
import type { Plan } from '../cohort/plan.ts';
import type { State, Status } from '../cohort/status.ts';
import { printable } from './output.ts';

/** What a plan says to the person who will start it, before anything is done. */
export function planText({ counts, budget, shards, isUnfinished, jobs }: Plan): string {
  const { students, absent, unchanged, changed, rescored, stuck, postponed } = counts;
  const people = [
    `${students} students: ${changed} to grade, ${unchanged} unchanged, ${absent} without a submission`,
    ...some(rescored, 'to score again, to tell or to note'),
    ...some(postponed, 'beyond their attempts of the day'),
    ...some(stuck, 'whose repository cannot be read'),
  ];
  if (jobs.length === 0)
    return [...people, isUnfinished ? 'The last sweep did not end; this one will.' : 'Nothing to do.'].join(
      '\n',
    );
  return [
    ...people,
    `At most ${budget.requests} requests (${duration(budget.requestsMs)} at GitHub's pace), ${budget.writes} of them writes (${duration(budget.writesMs)})`,
    `${shards.length} ${shards.length === 1 ? 'shard' : 'shards'}, about ${duration(Math.max(0, ...shards.map(({ costMs }) => costMs)))} each`,
  ].join('\n');
}

function some(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

export function sweptText({ written, posted, unposted }: Merged): string {
  const missing = unposted.length === 0 ? '' : `; ${unposted.length} could not be told`;
  return `${written} records written, ${posted} students told${missing}.`;
}

/** A line for everybody who needs attention, and how many are how far. */
export function statusText({ standings, sweep, queue }: Status, { counts }: Plan): string {
  const kinds = [...Map.groupBy(standings, ({ state }) => state.kind)].map(
    ([kind, of]) => `${of.length} ${kind}`,
  );
  const lines = standings.map(({ student, state }) =>
    printable(`  ${student.login.padEnd(20)} ${student.id.padEnd(10)} ${inWords(state)}`),
  );
  return [
    `${counts.students} students: ${kinds.join(', ')}`,
    ...(sweep ? [`A sweep is under way: ${printable(sweep.name)}, until ${sweep.until} at the latest`] : []),
    ...(queue.students > 0
      ? [`${queue.students} in the queue, about ${duration(queue.costMs)} on one core`]
      : []),
    ...lines,
  ].join('\n');
}

function inWords(state: State): string {
  switch (state.kind) {
    case 'not-submitted':
      return 'has not submitted';
    case 'graded':
      return `${state.percent} %, submitted ${state.at}`;
    case 'waiting':
      return `waits since ${state.since}`;
    case 'postponed':
      return `may go on ${state.until}`;
    case 'stuck':
      return `stuck since ${state.since}: ${state.why}`;
    default:
      return state satisfies never;
  }
}

function duration(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
