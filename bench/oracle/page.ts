import type { Feedback } from '../../src/domain/exam.ts';
import { METRICS } from '../../src/domain/metric.ts';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { answersOf, bitsTold } from './bits.ts';
import { CHECKPOINTS, RULES, type Run, STARTS } from './measure.ts';

const STARTS_SHOWN = {
  nothing: 'From nothing: the first model guesses',
  honest: 'From an honest model, half-way between the thresholds of 4 and 5',
} as const;

/** Values that `full` tells apart between two bands, at most: 20 to 200 steps between thresholds, in thirds. */
const VALUES_IN_A_BAND = 67;

/** `docs/oracle.md`. */
export function page(runs: readonly Run[]): string {
  return [
    '<!-- Written by `npm run oracle` from oracle.json. Do not edit. -->',
    '',
    '# The score as an oracle',
    '',
    'Every score says something about hidden labels. Whoever submits often can add it up: to a better score that nothing was learned for,',
    'or to the labels themselves. Here our own feedback is attacked, through the very functions that grade (`src/metric`, `src/score`), on',
    "hidden sets of the practice exam's sizes and thresholds. An attacker is granted the best case: a model that answers as they like row by",
    'row (a table by a hash of the row is enough; the order of rows, which never changes, adds nothing to that), free choice of the attack,',
    'and of how far to trust it.',
    '',
    '- **boosting**: random changes, then a vote of those with good answers (Blum & Hardt 2015; Hardt 2015);',
    '- **climbing**: change a few rows, keep what is told to be better;',
    '- **edging**: find predictions at the very edge of a better answer by halving, then try one row after another against it.',
    '',
    '![What attackers reach, by submissions](oracle.svg)',
    '',
    'Red: where a score begins. Dotted: without the Ladder, as in a repository of one’s own, where the key is within reach anyway. What is',
    'gained from nothing on the Ladder is luck: score 2 begins where chance comes once in a thousand hidden sets, and then gets no further.',
    '',
    ...STARTS.flatMap((start) => [`## ${STARTS_SHOWN[start]}`, '', ...worst(runs, start), '']),
    '## Bits',
    '',
    'What one candidate can be told of one task at most, in bits: the logarithm of the number of different stories that the answers to so',
    'many submissions can tell (for `full`, beyond values below the lowest band). A hidden set of 300 rows in four classes holds 600.',
    '',
    ...bitsTable(),
    '',
    ...PRACTICE_TASKS.flatMap(({ id }) => section(id, runs)),
    '## Make it again',
    '',
    '```sh',
    'npm run oracle -- measure   # ten minutes; the same bytes on every machine',
    '```',
    '',
    'What follows from it: [decision 013](decisions/013-what-a-score-may-tell.md).',
    '',
  ].join('\n');
}

/** Over all tasks, the most points that an attack has gained, and where. */
function worst(runs: readonly Run[], start: Run['start']): string[] {
  const rows = RULES.map(({ feedback, ladder }) => {
    const own = runs.filter(
      (run) => run.start === start && run.feedback === feedback && run.ladder === ladder,
    );
    const cells = CHECKPOINTS.map((_, i) => {
      const gains = own.map(({ task, first, reached }) => ({
        task,
        points: (reached[i]?.score ?? 0) - first.score,
      }));
      const most = Math.max(...gains.map(({ points }) => points));
      const where = gains.filter(({ points }) => points === most).map(({ task }) => task);
      return most === 0 ? '0' : `**+${most}** (${where.join(', ')})`;
    });
    return `| ${ruleOf(feedback, ladder)} | ${cells.join(' | ')} |`;
  });
  return ['Points gained in a task, the worst of the five:', '', ...head('feedback'), ...rows];
}

function bitsTable(): string[] {
  const rows = RULES.map(({ feedback, ladder }) => {
    const cells = CHECKPOINTS.map((submissions) => Math.ceil(told(feedback, ladder, submissions)));
    return `| ${ruleOf(feedback, ladder)} | ${cells.map((bits) => bits.toLocaleString('en-GB')).join(' | ')} |`;
  });
  return [...head('feedback'), ...rows];
}

/** `full` tells a band with a value in it. */
export function told(feedback: Feedback, ladder: boolean, submissions: number): number {
  const answers = answersOf(feedback === 'full' ? 'band' : feedback) ?? 0;
  const tellings = ladder ? Math.min(answers, submissions) : submissions;
  return (
    bitsTold(answers, submissions, ladder) +
    (feedback === 'full' ? tellings * Math.log2(VALUES_IN_A_BAND) : 0)
  );
}

function section(task: string, runs: readonly Run[]): string[] {
  const practice = PRACTICE_TASKS.find(({ id }) => id === task);
  const own = runs.filter((run) => run.task === task);
  const [first] = own;
  if (!practice || !first) return [];
  return [
    `## ${task}`,
    '',
    `${METRICS[practice.metric.name].label} on ${first.rows.toLocaleString('en-GB')} hidden rows (on as many fresh ones), the score, and the bits about hidden labels that`,
    'the last model holds beyond the first one.',
    '',
    ...head('start, feedback'),
    ...own.map(
      (run) =>
        `| ${run.start}, ${ruleOf(run.feedback, run.ladder)} | ${run.reached
          .map(
            ({ hidden, fresh, score, bits }) =>
              `${digits(hidden)} (${digits(fresh)}): ${score}, ${Math.round(bits)} bits`,
          )
          .join(' | ')} |`,
    ),
    '',
  ];
}

function head(first: string): string[] {
  const counts = CHECKPOINTS.map((count) => `${count.toLocaleString('en-GB')} submissions`);
  return [`| ${first} | ${counts.join(' | ')} |`, `| --- |${' --- |'.repeat(CHECKPOINTS.length)}`];
}

function ruleOf(feedback: Feedback, ladder: boolean): string {
  return `\`${feedback}\`${ladder ? '' : ', no Ladder'}`;
}

function digits(value: number): string {
  return value.toFixed(3);
}
