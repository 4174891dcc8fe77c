import type { Problem } from '../domain/errors.ts';
import type { Scorecard, TaskResult } from '../domain/scorecard.ts';
import type { Line } from './verify.ts';

/** What is to be said of one task after it was run again. */
export interface Repeated extends Omit<Line, 'aspect'> {
  readonly task: string;
}

/**
 * Hold a published scorecard against the same submission, graded again: `holds` where the model predicted the same bits, and
 * they are worth the same score; `fails` where they are not; `unchecked` where the two cannot be compared.
 *
 * @param again by this machine, with the identity and the exam of the published one, and without a history
 */
export function compareCards(published: Scorecard, again: Scorecard): readonly Repeated[] {
  const now = new Map(again.tasks.map((result) => [result.task, result]));
  return published.tasks.map((then) => {
    const other = now.get(then.task);
    const said = other
      ? compareTasks(then, other, { published, again })
      : unchecked('the exam given has no such task');
    return { task: then.task, ...said };
  });
}

type Said = Omit<Repeated, 'task'>;

interface Cards {
  readonly published: Scorecard;
  readonly again: Scorecard;
}

function compareTasks(then: TaskResult, now: TaskResult, cards: Cards): Said {
  const pinned = then.hidden?.sha256;
  if (pinned !== undefined && pinned !== now.hidden?.sha256)
    return unchecked('it was graded on another hidden set than the exam given pins');
  if (now.kind === 'failed') return unchecked(`it cannot be run here: ${told(now.problem)}`);
  switch (then.kind) {
    case 'scored':
    case 'unimproved':
      return comparePredictions(then, now, cards);
    case 'rejected':
      return compareRefusals(then.problem, now);
    case 'stopped':
      return now.kind === 'stopped'
        ? holds(`stopped then and now (${then.reason})`)
        : unchecked(`it was stopped then (${then.reason}), which depends on the machine; now: ${endOf(now)}`);
    case 'missing':
      return now.kind === 'missing'
        ? holds('no model then, none now')
        : fails(`no model then; ${endOf(now)}`);
    case 'postponed':
    case 'failed':
      return unchecked('it was not graded');
    default:
      return then satisfies never;
  }
}

type Ran = Extract<TaskResult, { kind: 'scored' | 'unimproved' }>;

function comparePredictions(then: Ran, now: TaskResult, cards: Cards): Said {
  const { published, again } = cards;
  if (published.grader.engine === 'native')
    return unchecked('it was graded by the native engine, which rounds as its machine does');
  if (then.predictionsHmac === undefined)
    return unchecked('the scorecard does not say what was predicted: it is of an earlier version');
  const isOtherVersion = published.grader.version !== again.grader.version;
  const version = `version ${published.grader.version} graded it, this is ${again.grader.version}`;
  if (now.kind !== 'scored') return isOtherVersion ? unchecked(version) : fails(`it ran then; ${endOf(now)}`);
  if (now.predictionsHmac === then.predictionsHmac) return compareScores(then, now, cards);
  return isOtherVersion
    ? unchecked(`other bits, but ${version}, which may add up in another order`)
    : fails('other bits: these predictions, of this model, are not those that were scored');
}

function compareScores(
  then: Ran,
  now: Extract<TaskResult, { kind: 'scored' }>,
  { published, again }: Cards,
): Said {
  if (then.score === null) return holds('same bits; its score stayed secret');
  if (then.score === now.score) return holds(`same bits, and the score ${then.score}`);
  return published.exam.sha256 === again.exam.sha256
    ? fails(`same bits, but they are worth ${now.score}, not ${then.score}`)
    : unchecked(`same bits, worth ${now.score} by the exam given, ${then.score} by the one it was graded by`);
}

function compareRefusals(then: Problem, now: TaskResult): Said {
  if (now.kind !== 'rejected') return fails(`refused then (${then.code}); ${endOf(now)}`);
  return now.problem.code === then.code
    ? holds(`refused then and now (${then.code})`)
    : fails(`refused then (${then.code}), and now for another reason: ${told(now.problem)}`);
}

function endOf(result: TaskResult): string {
  switch (result.kind) {
    case 'scored':
    case 'unimproved':
      return 'now it runs';
    case 'rejected':
      return `now it is refused: ${told(result.problem)}`;
    case 'stopped':
      return `now it is stopped (${result.reason})`;
    case 'missing':
      return 'now there is none';
    case 'postponed':
    case 'failed':
      return 'now it is not graded';
    default:
      return result satisfies never;
  }
}

function told({ message, code }: Problem): string {
  return `${message} [${code}]`;
}

function holds(text: string): Said {
  return { state: 'holds', text };
}

function fails(text: string): Said {
  return { state: 'fails', text };
}

function unchecked(text: string): Said {
  return { state: 'unchecked', text };
}
