/**
 * Tried as a new instructor and a new candidate would: `init`, publish, fork, run the starters by the very commands of the
 * README, push, read the scores.
 */
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGitHub } from '../../scripts/loopback/index.ts';
import { runAction } from '../../scripts/rehearsal/runner.ts';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { scorecardOf, scoresOf } from '../action/world.ts';
import { fivefold, freshFolder, readAll, run } from './command.ts';

/** A Python with the packages of template/requirements.txt, and a folder with those of template/package.json. */
const { FIVEFOLD_KERAS_PYTHON, FIVEFOLD_STARTERS, FIVEFOLD_REQUIRE_KERAS } = process.env;
const required = FIVEFOLD_REQUIRE_KERAS === '1';
const present = FIVEFOLD_KERAS_PYTHON !== undefined || FIVEFOLD_STARTERS !== undefined;

const REPOSITORY = 'academy/spring';
const PERMISSIONS = { contents: 'read', pull_requests: 'write', checks: 'write' } as const;
const TIMEOUT_MS = 900_000;

/** One exam, always: a starter that just fails on another one must not fail a push that has nothing to do with it. */
const SECRET = 'f1'.repeat(32);

let folder: string;
beforeAll(async () => {
  folder = freshFolder();
  if (!present) return;
  writeFileSync(join(folder, 'seed.txt'), `seed: ${SECRET}\n`);
  const { status, stderr } = await fivefold(folder, 'init', 'spring', '--seed-file', 'seed.txt');
  expect(stderr).toBe('');
  expect(status).toBe(0);
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines of the README that begin with a program, in order. */
function commandsOf(readme: string, program: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^${program} (.*)$`, 'gm'))].map(([, script = '']) => script);
}

/** Follow the README in a clone of one's own; answer the models that it leaves. */
async function train(program: 'python' | 'node', command: string, packages?: string) {
  const clone = join(folder, `clone-${program}`);
  cpSync(join(folder, 'spring'), clone, { recursive: true });
  if (packages) symlinkSync(join(packages, 'node_modules'), join(clone, 'node_modules'));
  const scripts = commandsOf(readFileSync(join(clone, 'README.md'), 'utf8'), program);
  expect(scripts).toHaveLength(PRACTICE_TASKS.length);
  for (const script of scripts) {
    const { status, stdout, stderr } = await run(command, [script], clone);
    expect(status, `${program} ${script}\n${stdout}\n${stderr}`).toBe(0);
  }
  const models = Object.entries(readAll(join(clone, 'models'))).filter(([path]) => !path.includes('.git'));
  return Object.fromEntries(models.map(([path, bytes]) => [`models/${path}`, bytes]));
}

/**
 * Publish the exam, fork it, push models to a branch, open a pull request, grade it, and read what the candidate reads. On a
 * GitHub of its own: two forks of so many files would use up an hour's requests.
 */
async function submit(candidate: string, models: Readonly<Record<string, Uint8Array>>) {
  const github = await startGitHub({ users: ['academy', candidate] });
  try {
    await github.createRepository(REPOSITORY, readAll(join(folder, 'spring')));
    const fork = await github.fork(REPOSITORY, candidate);
    await github.push(fork, 'first-models', models);
    const number = await github.openPullRequest(REPOSITORY, fork, 'first-models');
    const result = await runAction({
      apiUrl: github.url,
      repository: REPOSITORY,
      event: 'pull_request_target',
      payload: await github.pullRequestEvent(REPOSITORY, number),
      inputs: {
        token: github.token(REPOSITORY, PERMISSIONS),
        identity: readFileSync(join(folder, 'spring-identity.txt'), 'utf8'),
      },
    });
    expect(result.exitCode, result.log).toBe(0);
    const [comment] = await github.comments(REPOSITORY, number);
    return { scores: scoresOf(scorecardOf(result)), comment: comment?.body ?? '' };
  } finally {
    await github.close();
  }
}

describe.each([
  {
    candidate: 'ada',
    language: 'Python',
    program: 'python',
    command: FIVEFOLD_KERAS_PYTHON,
    packages: undefined,
  },
  {
    candidate: 'grace',
    language: 'TypeScript',
    program: 'node',
    command: FIVEFOLD_STARTERS && process.execPath,
    packages: FIVEFOLD_STARTERS,
  },
] as const)(
  'a candidate who follows the README in $language',
  ({ candidate, program, command, packages }) => {
    it.runIf(required || command)(
      'gets at least 2 for every task',
      async () => {
        const models = await train(program, command ?? program, packages);
        const { scores, comment } = await submit(candidate, models);
        console.log(`Scores of the starters (${program}): ${JSON.stringify(scores)}`);
        for (const { id, title } of PRACTICE_TASKS) {
          expect(scores[id], id).toBeGreaterThanOrEqual(2);
          expect(comment).toContain(title);
        }
      },
      TIMEOUT_MS,
    );
  },
);
