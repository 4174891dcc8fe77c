/**
 * `npm run demo`: a whole exam on this machine. A GitHub API on loopback stands for GitHub; everything else is real:
 * the key, the encrypted hidden sets, the trained models, the fork and its pull request, the built action.
 */
import { styleText } from 'node:util';
import ora from 'ora';
import { startGitHub } from './loopback/index.ts';
import { readSubmission } from './rehearsal/candidate.ts';
import { showMarkdown } from './rehearsal/markdown.ts';
import { drawPracticeExam } from './rehearsal/practice-exam.ts';
import { runAction } from './rehearsal/runner.ts';

const EXAM = 'school/exam';
const CANDIDATE = 'ada';

/** Show what is going on, and how long it took once it is done. */
async function step<T>(text: string, work: () => Promise<T>): Promise<T> {
  const spinner = ora(text).start();
  const start = performance.now();
  try {
    const result = await work();
    spinner.succeed(`${text} ${styleText('dim', `${((performance.now() - start) / 1_000).toFixed(1)} s`)}`);
    return result;
  } catch (error) {
    spinner.fail();
    throw error;
  }
}

const { files, identity } = await step('Mint a key, draw an exam, encrypt its five hidden sets', () =>
  drawPracticeExam(),
);
const github = await step('Start a GitHub API on loopback', () =>
  startGitHub({ users: ['school', CANDIDATE] }),
);
try {
  const pull = await step(
    'Publish the exam, fork it, push five trained models, open a pull request',
    async () => {
      await github.createRepository(EXAM, files);
      const fork = await github.fork(EXAM, CANDIDATE);
      const head = await github.push(fork, 'submission', await readSubmission('keras3'));
      return { head, number: await github.openPullRequest(EXAM, fork, 'submission') };
    },
  );
  const permissions = { contents: 'read', pull_requests: 'write', checks: 'write' } as const;
  const result = await step('Run the built action on the pull request, as a runner does', async () =>
    runAction({
      apiUrl: github.url,
      repository: EXAM,
      event: 'pull_request_target',
      payload: await github.pullRequestEvent(EXAM, pull.number),
      inputs: { token: github.token(EXAM, permissions), identity, exam: 'exam.yml' },
    }),
  );
  if (result.exitCode !== 0) throw new Error(`The action ended with ${result.exitCode}:\n${result.log}`);

  const [comment] = await github.comments(EXAM, pull.number);
  const [check] = await github.checkRuns(EXAM, pull.head);
  console.log(`\n${styleText('bold', `The comment on ${EXAM}#${pull.number}, by ${comment?.author}`)}\n`);
  console.log(showMarkdown(comment?.body ?? 'There is no comment.'));
  console.log(`\n${styleText('bold', `The check run on ${pull.head.slice(0, 7)}`)}\n`);
  console.log(
    `${check?.name}: ${check?.conclusion} – ${(check?.output as { title?: string } | undefined)?.title}`,
  );
} finally {
  await github.close();
}
