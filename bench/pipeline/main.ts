import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Incoming, REQUESTS } from '../../scripts/loopback/http.ts';
import { startGitHub } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { drawPracticeExam } from '../../scripts/rehearsal/practice-exam.ts';
import { runAction } from '../../scripts/rehearsal/runner.ts';
import { type Benchmark, type Figures, figuresOf, shown } from '../benchmark.ts';
import { ACTION, bundlePrograms } from '../bundle.ts';
import { median } from '../statistics.ts';
import { table } from '../table.ts';
import { spentByChildren } from '../tree.ts';
import { type Phase, phasesOf, predicting } from './phases.ts';

const EXAM = 'school/exam';
const COMMENT = /\/issues\/(?:\d+\/comments|comments\/\d+)$/;

/** A whole grading of the practice exam by the built action, on a GitHub API on loopback: its phases, and the clock around them. */
export const pipeline: Benchmark = { measure, show };

interface Grading {
  /** From the start of the process to the comment with the scores. */
  readonly commentMs: number;
  readonly totalMs: number;
  readonly cpuMs: number;
  readonly phases: readonly Phase[];
}

async function measure(runs: number): Promise<Figures> {
  await bundlePrograms({});
  const candidates = Array.from({ length: runs }, (_, run) => `candidate-${run}`);
  const github = await startGitHub({ users: ['school', ...candidates] });
  const found: Grading[] = [];
  try {
    const { files, identity } = await drawPracticeExam({ secret: 'bench' });
    await github.createRepository(EXAM, files);
    for (const candidate of candidates) found.push(await gradePullRequest(github, identity, candidate));
  } finally {
    await github.close();
  }
  return summarise(found);
}

/** Of a candidate of its own: what is remembered of one, need not be done again. */
async function gradePullRequest(
  github: Awaited<ReturnType<typeof startGitHub>>,
  identity: string,
  candidate: string,
): Promise<Grading> {
  const fork = await github.fork(EXAM, candidate);
  await github.push(fork, 'submission', await readSubmission('keras3'));
  const number = await github.openPullRequest(EXAM, fork, 'submission');
  const payload = await github.pullRequestEvent(EXAM, number);
  const token = github.token(EXAM, { contents: 'read', pull_requests: 'write', checks: 'write' });
  const spent = spentByChildren();
  const start = performance.now();
  const heard: { readonly text: string; readonly at: number }[] = [];
  const [{ log, outputs }, commentedAt] = await listenForComment(() =>
    runAction({
      apiUrl: github.url,
      repository: EXAM,
      event: 'pull_request_target',
      payload,
      inputs: { token, identity },
      entry: ACTION,
      heard: (text) => heard.push({ text, at: performance.now() - start }),
    }),
  );
  // Empty where something of ours has failed: what then took time was not a grading.
  if (!outputs.passed || commentedAt === undefined) throw new Error(`The action has graded nothing:\n${log}`);
  const commentMs = commentedAt - start;
  // What follows looks closer at the public rows, and is added to the comment.
  const phases = phasesOf(heard).filter(({ end, ms }) => end - ms <= commentMs);
  return { commentMs, totalMs: performance.now() - start, cpuMs: spentByChildren() - spent, phases };
}

/** @returns when the first comment was written meanwhile, by `performance.now` */
async function listenForComment<T>(work: () => Promise<T>): Promise<readonly [T, number | undefined]> {
  let commentedAt: number | undefined;
  const listen = (message: unknown) => {
    const { method, path } = message as Incoming;
    if (method !== 'GET' && COMMENT.test(path)) commentedAt ??= performance.now();
  };
  subscribe(REQUESTS, listen);
  const result = await work().finally(() => unsubscribe(REQUESTS, listen));
  return [result, commentedAt];
}

function summarise(found: readonly Grading[]): Figures {
  const middle = (of: (grading: Grading) => number) => median(found.map(of));
  const names = [...new Set(found.flatMap(({ phases }) => phases.map(({ name }) => name)))];
  const length = ({ phases }: Grading, name: string) => phases.find((phase) => phase.name === name)?.ms ?? 0;
  return {
    'pipeline.commentMs': middle(({ commentMs }) => commentMs),
    'pipeline.totalMs': middle(({ totalMs }) => totalMs),
    'pipeline.cpuMs': middle(({ cpuMs }) => cpuMs),
    'pipeline.exceptPredictionMs': middle(({ commentMs, phases }) => commentMs - predicting(phases)),
    ...Object.fromEntries(
      names.map((name) => [
        `pipeline.phase.${name.replace(' ', '.')}Ms`,
        middle((grading) => length(grading, name)),
      ]),
    ),
  };
}

function show(figures: Figures): string {
  const { commentMs, totalMs, cpuMs, exceptPredictionMs } = figuresOf(figures, 'pipeline');
  const phases = Object.entries(figuresOf(figures, 'pipeline.phase')).map(([name, ms]) => [
    name.replace('.', ' ').replace(/Ms$/, ''),
    shown(ms, 0),
  ]);
  return table(
    ['a grading of the practice exam', 'ms'],
    [
      ['from the event to the comment', shown(commentMs, 0)],
      ['of which no model is read or runs', shown(exceptPredictionMs, 0)],
      ['until the job ends', shown(totalMs, 0)],
      ['processor time of the job', shown(cpuMs, 0)],
      ...phases,
    ],
  );
}
