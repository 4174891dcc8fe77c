import { startGitHub } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { drawPracticeExam } from '../../scripts/rehearsal/practice-exam.ts';
import { type ActionResult, runAction } from '../../scripts/rehearsal/runner.ts';
import { median } from '../statistics.ts';

const EXAM = 'school/exam';

/** What the action logs at the end of each piece of work. */
const TIMING = /^([a-z]+(?: [a-z-]+)?): (\d+) ms$/gm;

/** The phases of a whole grading by the built action, as it logs them, and the wall clock around them. */
export async function benchPipeline(runs: number): Promise<Record<string, number>> {
  const github = await startGitHub({ users: ['school', 'ada'] });
  const samples = new Map<string, number[]>();
  try {
    const run = await prepare(github);
    for (let i = 0; i < runs; i++) {
      const start = performance.now();
      const { log } = await run();
      collect(samples, 'total', performance.now() - start);
      for (const [, phase = '', ms] of log.matchAll(TIMING)) collect(samples, phase, Number(ms));
    }
  } finally {
    await github.close();
  }
  return report(samples);
}

async function prepare(
  github: Awaited<ReturnType<typeof startGitHub>>,
): Promise<() => Promise<ActionResult>> {
  const { files, identity } = await drawPracticeExam({ secret: 'bench' });
  await github.createRepository(EXAM, files);
  const fork = await github.fork(EXAM, 'ada');
  await github.push(fork, 'submission', await readSubmission('keras3'));
  const number = await github.openPullRequest(EXAM, fork, 'submission');
  const payload = await github.pullRequestEvent(EXAM, number);
  const token = github.token(EXAM, { contents: 'read', pull_requests: 'write', checks: 'write' });
  const event = 'pull_request_target';
  return () =>
    runAction({ apiUrl: github.url, repository: EXAM, event, payload, inputs: { token, identity } });
}

function collect(samples: Map<string, number[]>, phase: string, ms: number): void {
  samples.set(phase, [...(samples.get(phase) ?? []), ms]);
}

function report(samples: ReadonlyMap<string, readonly number[]>): Record<string, number> {
  const figures: Record<string, number> = {};
  console.log('phase             | median ms');
  for (const [phase, sample] of samples) {
    console.log(`${phase.padEnd(17)} | ${median(sample).toFixed(0).padStart(9)}`);
    figures[`pipeline.${phase.replace(' ', '.')}Ms`] = median(sample);
  }
  return figures;
}
