import type { Merged } from '../cohort/merge.ts';
import type { Plan } from '../cohort/plan.ts';
import type { Queue, State, Status, TimeLeft } from '../cohort/status.ts';
import { printable } from './output.ts';

/** What a plan says to the person who will start it, before anything is done. */
export function planText(plan: Plan): string {
  const { counts, budget, shards, jobs } = plan;
  const { students, absent, unchanged, changed, rescored, stuck, postponed } = counts;
  const people = [
    `${students} students: ${changed} to grade, ${unchanged} unchanged, ${absent} without a submission`,
    ...some(rescored, 'to score again, to tell or to note'),
    ...some(postponed, 'beyond their attempts of the day'),
    ...some(stuck, 'whose repository cannot be read'),
  ];
  if (jobs.length === 0) return [...people, idle(plan)].join('\n');
  return [
    ...people,
    `At most ${budget.requests} requests (${duration(budget.requestsMs)} at GitHub's pace), ${budget.writes} of them writes and ${budget.contents} new issues (${duration(budget.writesMs)})`,
    `${shards.length} ${shards.length === 1 ? 'shard' : 'shards'}, about ${duration(Math.max(0, ...shards.map(({ costMs }) => costMs)))} each`,
  ].join('\n');
}

function idle({ isUnfinished, isBookOutdated }: Plan): string {
  if (isUnfinished) return 'The last sweep did not end; this one will.';
  return isBookOutdated ? 'Only the gradebook is to be written again.' : 'Nothing to do.';
}

function some(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

export function sweptText({ written, posted, unposted }: Merged): string {
  const missing = unposted.length === 0 ? '' : `; ${unposted.length} could not be told`;
  return `${written} records written, ${posted} students told${missing}.`;
}

/** A line for everybody who needs attention, and how many are how far. */
export function statusText({ standings, sweep, queue, deadline }: Status, { counts }: Plan): string {
  const kinds = [...Map.groupBy(standings, ({ state }) => state.kind)].map(
    ([kind, of]) => `${of.length} ${kind}`,
  );
  const lines = standings.map(({ student, state }) =>
    printable(`  ${student.login.padEnd(20)} ${student.id.padEnd(10)} ${inWords(state)}`),
  );
  return [
    `${counts.students} students: ${kinds.join(', ')}`,
    ...(sweep ? [`A sweep is under way: ${printable(sweep.name)}, until ${sweep.until} at the latest`] : []),
    ...queueText(queue),
    ...(deadline ? [deadlineText(deadline)] : []),
    ...lines,
  ].join('\n');
}

function queueText({ students, untold, costMs, leftMs }: Queue): readonly string[] {
  if (students + untold === 0) return ['Nobody in the queue'];
  const what = [
    ...(students > 0 ? [`${students} to grade (about ${duration(costMs)} on one core)`] : []),
    ...(untold > 0 ? [`${untold} to tell`] : []),
  ];
  return [`In the queue: ${what.join(', ')}; a sweep is done with it in about ${duration(leftMs)}`];
}

function deadlineText({ at, leftMs, extended }: TimeLeft): string {
  const left = (ms: number) => (ms > 0 ? `${duration(ms)} left` : 'over');
  const more = extended
    ? `; ${extended.students} may take until ${extended.until} at the latest: ${left(extended.leftMs)}`
    : '';
  return `Deadline ${at}: ${left(leftMs)}${more}`;
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
  const hours = Math.floor(minutes / 60);
  if (minutes < 60) return `${minutes} min`;
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
