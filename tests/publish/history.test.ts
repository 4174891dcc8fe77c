import { describe, expect, it } from 'vitest';
import { type Attempt, type History, NO_HISTORY } from '../../src/domain/history.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { readEvent } from '../../src/event/index.ts';
import {
  type Ledger,
  ledgerOf,
  publish,
  type Recalled,
  recallHistory,
  startCheck,
} from '../../src/publish/index.ts';
import { client } from '../github/world.ts';
import {
  api,
  base,
  comments,
  fork,
  github,
  number,
  ref,
  report,
  runs,
  submitted,
  usePullRequest,
} from './world.ts';

/** The history of a pull request against people who may edit and delete comments, but not check runs. */
usePullRequest();

const KEYS = [new Uint8Array(32).fill(7)];
const ledgers = (pullRequest: number) => ledgerOf(KEYS, { pullRequest, exam: 'spring' });
const ledgerFor = ({ thread }: SubmissionRef) => ledgers(thread?.id ?? 0);
const attemptAt = ({ head, submittedAt }: SubmissionRef): Attempt => ({
  head: head.sha,
  at: submittedAt,
  counts: true,
  gains: [{ task: 'a', score: 3 }],
});

/** Grade one commit as the action does: read the history, add to it, publish it. */
async function submit(of: SubmissionRef): Promise<Recalled> {
  const started = await startCheck(api(), of);
  const recalled = await recallHistory(api(), of, started, ledgers);
  const { revision, attempts } = recalled.history;
  const known = attempts.some(({ head }) => head === of.head.sha);
  const history: History = known
    ? recalled.history
    : { revision: revision + 1, attempts: [...attempts, attemptAt(of)] };
  await publish(api(), of, report('21 of 25'), { started, memory: { history, ledger: ledgerFor(of) } });
  return recalled;
}

/** Push another commit, and answer its event. */
async function pushed(day: number): Promise<SubmissionRef> {
  const before = (await submitted()).head.sha;
  await github.push(fork, 'mine', { 'models/a/model.h5': `${day}` });
  const next = await submitted(`2026-11-0${day}T00:00:00Z`);
  if (!next.thread) throw new Error('not a pull request');
  return { ...next, thread: { ...next.thread, previousHead: before } };
}

const instructor = () => client(github, github.userToken('academy'));
const repository = () => ({ owner: 'academy', repo: base.split('/')[1] ?? '' });
const sticky = async () => (await comments())[0] ?? { id: 0, body: '' };
const heads = ({ history }: Recalled) => history.attempts.map(({ head }) => head);

async function edit(change: (body: string) => string): Promise<void> {
  const { id, body } = await sticky();
  await instructor().rest.issues.updateComment({ ...repository(), comment_id: id, body: change(body) });
}

async function remove(): Promise<void> {
  await instructor().rest.issues.deleteComment({ ...repository(), comment_id: (await sticky()).id });
}

describe('the history', () => {
  it('is empty at first, then in the comment and in the check run, where nobody sees it', async () => {
    expect(await submit(ref)).toEqual({ history: NO_HISTORY, state: 'intact', others: [] });
    const { body } = await sticky();
    expect(body).toMatch(/^<!-- fivefold head=.* -->\n<!-- fivefold-history [\w.-]+ -->\n21 of 25$/);
    expect(await runs()).toMatchObject([
      { output: { text: expect.stringMatching(/^<!-- fivefold-history /) } },
    ]);
    const next = await pushed(2);
    const recalled = await submit(next);
    expect(recalled).toMatchObject({ state: 'intact', history: { attempts: [attemptAt(ref)] } });
  });

  it('stays in the comment and in the check run when a grading has none to write', async () => {
    await submit(ref);
    const { body } = await sticky();
    await publish(api(), ref, report('GitHub did not answer'));
    expect((await sticky()).body).toBe(body.replace('21 of 25', 'GitHub did not answer'));
    await remove();
    expect(heads(await submit(await pushed(2)))).toEqual([ref.head.sha]);
  });

  it('without the comment’s edit by line ends of a browser is the same', async () => {
    await submit(ref);
    await edit((body) => body.replaceAll('\n', '\r\n'));
    expect(await submit(await pushed(2))).toMatchObject({ state: 'intact' });
  });

  it('cannot be read while GitHub does not answer: nothing may be graded then', async () => {
    const started = await startCheck(api(), ref);
    github.faults.next({ method: 'GET', path: new RegExp(`${base}/issues`) }, { status: 502 }, 10);
    await expect(recallHistory(api(), ref, started, ledgers)).rejects.toMatchObject({
      code: 'github/unreachable',
    });
  });
});

describe.each<[string, () => Promise<void>]>([
  [
    'with another record',
    () => edit((body) => body.replace(/(history )(.)/, (_, a, b) => a + (b === 'e' ? 'f' : 'e'))),
  ],
  ['without its record', () => edit((body) => body.replace(/<!-- fivefold-history .*\n/, ''))],
  ['without its marker', () => edit(() => 'Nothing to see here.')],
  ['that was deleted', remove],
])('[T-43] a comment %s', (_, attack) => {
  it('is noticed, and its history restored from the check run of the commit before', async () => {
    await submit(ref);
    const next = await pushed(2);
    await attack();
    const recalled = await submit(next);
    expect(recalled.state).toBe('restored');
    expect(heads(recalled)).toEqual([ref.head.sha]);
  });

  it('is noticed once', async () => {
    await submit(ref);
    await attack();
    await submit(await pushed(2));
    expect(await submit(await pushed(3))).toMatchObject({ state: 'intact', history: { revision: 2 } });
  });

  it('is restored from any commit of the pull request when the one before was never graded', async () => {
    await submit(ref);
    const second = await pushed(2);
    await submit(second);
    await pushed(3);
    await attack();
    const recalled = await submit(await pushed(4));
    expect(recalled).toMatchObject({ state: 'restored' });
    expect(heads(recalled)).toEqual([ref.head.sha, second.head.sha]);
  });
});

describe('[T-43] an older comment that somebody puts back', () => {
  it('does not bring back what was then: the newest check run wins', async () => {
    await submit(ref);
    const { body: old } = await sticky();
    const second = await pushed(2);
    await submit(second);
    const third = await pushed(3);
    await edit(() => old);
    const recalled = await submit(third);
    expect(recalled.state).toBe('restored');
    expect(heads(recalled)).toEqual([ref.head.sha, second.head.sha]);
  });

  it.each<[string, () => Ledger]>([
    ['pull request', () => ledgers(99_999)],
    ['exam', () => ledgerOf(KEYS, { pullRequest: ref.thread?.id ?? 0, exam: 'autumn' })],
  ])('of another %s is none', async (_, foreign) => {
    await submit(ref);
    const record = foreign().seal({ revision: 99, attempts: [] });
    await edit((body) => body.replace(/(history )\S+/, `$1${record}`));
    const recalled = await submit(await pushed(2));
    expect(recalled.state).toBe('restored');
    expect(heads(recalled)).toEqual([ref.head.sha]);
  });
});

it('[T-43] a comment that was altered, with no check run that knows better, is noticed, and said to be lost', async () => {
  const commenting = api({ pull_requests: 'write' });
  const history = { revision: 1, attempts: [attemptAt(ref)] };
  await publish(commenting, ref, report('x'), { memory: { history, ledger: ledgerFor(ref) } });
  await edit((body) => body.replace(/(history )\S+/, '$1nonsense'));
  expect(await submit(await pushed(2))).toMatchObject({ state: 'lost', history: NO_HISTORY });
});

describe('two runs at once', () => {
  it('of two commits lose neither attempt, whichever is published last', async () => {
    const second = await pushed(2);
    const [a, b] = [await startCheck(api(), ref), await startCheck(api(), second)];
    const memory = (of: SubmissionRef) => ({
      history: { revision: 1, attempts: [attemptAt(of)] },
      ledger: ledgerFor(of),
    });
    await publish(api(), second, report('second'), { started: b, memory: memory(second) });
    const { comment } = await publish(api(), ref, report('first'), { started: a, memory: memory(ref) });
    expect(comment.kind).toBe('superseded');
    expect((await sticky()).body).toContain('second');
    const recalled = await recallHistory(api(), second, b, ledgers);
    expect(heads(recalled).sort()).toEqual([ref.head.sha, second.head.sha].sort());
  });
});

describe('[T-55] another pull request of the same candidate', () => {
  async function open(by: string): Promise<SubmissionRef> {
    const theirs = by === 'ada' ? fork : await github.fork(base, by);
    await github.push(theirs, 'again', { 'models/a/model.h5': `${by} again` });
    const again = await github.openPullRequest(base, theirs, 'again');
    const event = readEvent('pull_request_target', await github.pullRequestEvent(base, again));
    if (event.kind !== 'submission') throw new Error('nothing to grade');
    return { ...event.ref, submittedAt: '2026-11-03T00:00:00Z' };
  }

  it('begins no other exam: what was submitted before counts there, too', async () => {
    await submit(ref);
    const again = await open('ada');
    const recalled = await submit(again);
    expect(recalled).toMatchObject({
      state: 'intact',
      others: [number],
      history: { attempts: [attemptAt(ref)] },
    });
    const third = await submit(await pushed(4));
    expect(heads(third)).toEqual([ref.head.sha, again.head.sha]);
  });

  it('whose comment was deleted is told by its check run, also when it was closed', async () => {
    await submit(ref);
    await remove();
    await github.closePullRequest(base, number);
    expect(heads(await submit(await open('ada')))).toEqual([ref.head.sha]);
  });

  it('of somebody else is somebody else’s', async () => {
    await submit(ref);
    expect(await submit(await open('mallory'))).toEqual({ history: NO_HISTORY, state: 'intact', others: [] });
  });
});

describe('a submission beyond the attempts of its day', () => {
  it('is submitted when it is accepted, and not when it was first pushed', async () => {
    const started = await startCheck(api(), ref);
    await publish(api(), ref, report('later', { conclusion: 'action_required' }), {
      started,
      isPostponed: true,
    });
    const tomorrow = await submitted('2026-11-05T00:00:00Z');
    expect(await startCheck(api(), tomorrow)).toMatchObject({ submittedAt: tomorrow.submittedAt });
    expect(await startCheck(api(), await submitted('2026-11-09T00:00:00Z'))).toMatchObject({
      submittedAt: tomorrow.submittedAt,
    });
    expect(await runs()).toHaveLength(1);
  });
});

it('[T-53] a locked conversation is named, and not taken for a missing permission', async () => {
  const pulls = new RegExp(`${base}/pulls/${number}$`);
  github.faults.next({ method: 'GET', path: pulls }, { json: (pull: object) => ({ ...pull, locked: true }) });
  const path = new RegExp(`${base}/issues/${number}/comments$`);
  const body = { message: 'Unable to create comment because issue is locked.' };
  github.faults.next({ method: 'POST', path }, { status: 403, body });
  const { comment, check } = await publish(api(), ref, report('x'));
  expect(check.kind).toBe('written');
  expect(comment).toMatchObject({ kind: 'failed', problem: { code: 'publish/locked' } });
});
