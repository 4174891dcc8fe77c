import { describe, expect, it } from 'vitest';
import { mintIdentity } from '../../src/hidden/index.ts';
import { useGitHub } from '../github/world.ts';
import { gradePullRequest, models, openSubmission, type PullRequest, scorecardOf } from './world.ts';

/** What goes wrong on our side or the instructor's: never a zero, never a failed check. */
const github = useGitHub();

async function conclusion({ repository, head }: PullRequest): Promise<unknown> {
  return (await github().checkRuns(repository, head))[0]?.conclusion;
}

async function comment({ repository, number }: PullRequest): Promise<string> {
  return (await github().comments(repository, number))[0]?.body ?? '';
}

describe('a key that does not open the hidden sets', () => {
  it.each([
    ['is missing', 'hidden/key-missing', () => ''],
    ['is malformed', 'hidden/key-malformed', () => 'AGE-SECRET-KEY-1NONSENSE'],
    ['is another exam’s', 'hidden/key-wrong', async () => (await mintIdentity()).identity],
  ])('because it %s gives a neutral check and no score', async (_why, code, identity) => {
    const pull = await openSubmission(github(), await models());
    const result = await gradePullRequest(github(), pull, { identity: await identity() });
    const card = scorecardOf(result);
    expect(card.verdict).toBe('undecided');
    for (const task of card.tasks)
      expect(task).toMatchObject({ score: null, kind: 'failed', problem: { code } });
    expect(await conclusion(pull)).toBe('neutral');
    expect(await comment(pull)).toContain('not your fault');
    expect(result.outputs.passed).toBe('');
  });
});

describe('an exam repository with a fault', () => {
  it('in exam.yml gets a report that names the line, and a failed job that its owner sees', async () => {
    const pull = await openSubmission(github(), await models(), {
      'exam.yml': 'version: 1\nid: Practice Exam\n',
    });
    const result = await gradePullRequest(github(), pull);
    expect(result.exitCode).toBe(1);
    expect(await conclusion(pull)).toBe('neutral');
    expect(await comment(pull)).toContain('line 2');
  });

  it('in one hidden set leaves the other four scored', async () => {
    const damaged = { 'hidden-tests/glyphs.npz.age': 'not what exam.yml pins' };
    const pull = await openSubmission(github(), await models(), damaged);
    const card = scorecardOf(await gradePullRequest(github(), pull));
    expect(card.tasks.map(({ kind }) => kind)).toEqual(['scored', 'failed', 'scored', 'scored', 'scored']);
    expect(card.tasks[1]).toMatchObject({ problem: { code: 'hidden/hash-mismatch' } });
  });
});

describe('a token that may not write', () => {
  it('still leaves the scores in the job summary, and the log names the permission', async () => {
    const pull = await openSubmission(github(), await models());
    const result = await gradePullRequest(github(), pull, { permissions: { contents: 'read' } });
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain('of 25');
    expect(result.log).toContain('pull-requests: write');
    expect(result.log).toContain('checks: write');
    expect(await comment(pull)).toBe('');
  });
});
