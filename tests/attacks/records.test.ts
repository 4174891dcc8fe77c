import { describe, expect, it } from 'vitest';
import type { History } from '../../src/domain/history.ts';
import { MAX_SIBLINGS } from '../../src/domain/limits.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { readEvent } from '../../src/event/index.ts';
import {
  CHECK_NAME,
  ledgerOf,
  publish,
  type Recalled,
  recallHistory,
  startCheck,
} from '../../src/publish/index.ts';
import {
  APP,
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
  WRITER,
} from '../publish/world.ts';

/** What Fivefold remembers on GitHub, where others write beside it. */
usePullRequest();

const KEYS = [new Uint8Array(32).fill(7)];
const ledgers = (pullRequest: number) => ledgerOf(KEYS, { pullRequest, exam: 'spring' });
const repository = () => ({ owner: 'academy', repo: base.split('/')[1] ?? '' });
const recall = async (of: SubmissionRef, by = api()): Promise<Recalled> =>
  recallHistory(by, of, await startCheck(by, of), ledgers);

/** Grade a commit as the action does: read the history, add to it, publish it. */
async function submit(of: SubmissionRef, score: 1 | 2 | 3 | 4 | 5 = 3): Promise<Recalled> {
  const started = await startCheck(api(), of);
  const recalled = await recallHistory(api(), of, started, ledgers);
  const attempt = { head: of.head.sha, at: of.submittedAt, counts: true, gains: [{ task: 'a', score }] };
  const { revision, attempts } = recalled.history;
  const history: History = { revision: revision + 1, attempts: [...attempts, attempt] };
  const memory = { history, ledger: ledgers(of.thread?.id ?? 0) };
  await publish(api(), of, report('21 of 25'), { started, memory });
  return recalled;
}

/** Another pull request of ada's. */
async function another(branch: string): Promise<SubmissionRef> {
  await github.push(fork, branch, { 'models/a/model.h5': branch });
  return read(await github.openPullRequest(base, fork, branch));
}

async function read(pull: number): Promise<SubmissionRef> {
  const event = readEvent('pull_request_target', await github.pullRequestEvent(base, pull));
  if (event.kind !== 'submission') throw new Error('nothing to grade');
  return { ...event.ref, submittedAt: '2026-11-03T00:00:00Z' };
}

const heads = ({ history }: Recalled) => history.attempts.map(({ head }) => head);

describe('[T-42] a comment that the candidate plants', () => {
  /** Ours, with a history of the forger's: sealed with another key, or by us for something else. */
  const forgeries = (): readonly string[] => {
    const glory: History = {
      revision: 99,
      attempts: [
        { head: 'f'.repeat(40), at: ref.submittedAt, counts: false, gains: [{ task: 'a', score: 5 }] },
      ],
    };
    const marker = `<!-- fivefold head=${ref.head.sha} at=2099-01-01T00:00:00Z -->`;
    const [mine, elsewhere] = [
      ledgerOf([new Uint8Array(32)], { pullRequest: ref.thread?.id ?? 0, exam: 'spring' }),
      ledgers(99_999),
    ];
    return [mine, elsewhere].map(
      (ledger) => `${marker}\n<!-- fivefold-history ${ledger.seal(glory)} -->\n25 of 25`,
    );
  };

  it.each(['before', 'after'])(
    '%s ours is left alone, tells us nothing and replaces nothing',
    async (when) => {
      if (when === 'after') await submit(ref);
      for (const body of forgeries()) await github.comment(base, number, 'ada', body);
      if (when === 'before') await submit(ref);
      await github.push(fork, 'mine', { 'models/a/model.h5': 'again' });
      const next = await submitted('2026-11-02T00:00:00Z');
      expect(await submit(next)).toMatchObject({
        state: 'intact',
        history: { attempts: [{ head: ref.head.sha }] },
      });
      const found = await comments();
      expect(found.filter(({ author }) => author === 'ada').map(({ body }) => body)).toEqual(forgeries());
      expect(found.filter(({ author }) => author !== 'ada')).toMatchObject([
        { body: expect.stringContaining('21 of 25') },
      ]);
    },
  );

  it('that quotes ours, word for word, is no other', async () => {
    await submit(ref);
    const [ours] = await comments();
    const quotes = [`> ${ours?.body.replaceAll('\n', '\n> ')}`, ours?.body ?? '', `\u200b${ours?.body}`];
    for (const body of quotes) await github.comment(base, number, 'ada', body);
    await github.push(fork, 'mine', { 'models/a/model.h5': 'again' });
    await submit(await submitted('2026-11-02T00:00:00Z'));
    expect((await comments()).slice(1).map(({ body }) => body)).toEqual(quotes);
  });

  it('through another bot of the same name, which repeats what people write, is overwritten and not believed', async () => {
    for (const body of forgeries()) await github.comment(base, number, 'github-actions[bot]', body);
    const recalled = await submit(ref);
    expect(recalled).toMatchObject({ state: 'lost', history: { attempts: [] } });
    const [first, second] = await comments();
    expect(first?.body).toMatch(/21 of 25$/);
    expect(second?.body).toMatch(/25 of 25$/);
    expect(await recall(ref)).toMatchObject({
      state: 'intact',
      history: { attempts: [{ head: ref.head.sha }] },
    });
  });
});

describe('[T-44] a check run that another App makes under our name and mark', () => {
  const forge = (submittedAt: string, record = '') =>
    api(WRITER, APP).rest.checks.create({
      ...repository(),
      name: CHECK_NAME,
      head_sha: ref.head.sha,
      external_id: `fivefold ${submittedAt} ${ref.thread?.id}`,
      status: 'completed',
      conclusion: 'success',
      output: { title: '25/25', summary: '25 of 25', text: record && `<!-- fivefold-history ${record} -->` },
    });
  const EARLY = '2020-01-01T00:00:00Z';

  it.each(['before', 'after'])('%s ours: gives no time, no history, and stays as it is', async (when) => {
    if (when === 'after') await submit(ref);
    await forge(
      EARLY,
      ledgerOf([new Uint8Array(32)], { pullRequest: ref.thread?.id ?? 0, exam: 'spring' }).seal({
        revision: 99,
        attempts: [],
      }),
    );
    if (when === 'before') await submit(ref);
    const started = await startCheck(api(), await submitted('2026-11-09T00:00:00Z'));
    expect(started).toMatchObject({ submittedAt: ref.submittedAt, records: [expect.any(String)] });
    const found = (await runs()).map(({ app, output }) => [app, output]);
    expect(found).toContainEqual([
      expect.objectContaining({ slug: APP }),
      expect.objectContaining({ title: '25/25' }),
    ]);
    expect(found).toHaveLength(2);
  });

  it('does not stop us from making one, also where we must make a new one', async () => {
    const annotations = [{ path: 'models/a/model.h5', level: 'failure', message: 'empty' }] as const;
    await publish(api(), ref, report('first', { annotations }));
    await forge(EARLY);
    const again = await submitted('2026-11-09T00:00:00Z');
    expect(await startCheck(api(), again)).toMatchObject({ kind: 'started', submittedAt: ref.submittedAt });
  });
});

it('[T-57] a commit that somebody copies into a pull request of their own keeps its time and its check run', async () => {
  await submit(ref);
  const ours = await runs();
  const theirs: SubmissionRef = {
    ...ref,
    candidate: 'mallory',
    pullRequest: { number: number + 1 },
    thread: { id: 99_999, openedAt: '2026-11-08T00:00:00Z' },
    submittedAt: '2026-11-09T00:00:00Z',
  };
  const started = await startCheck(api(), theirs);
  expect(started).toMatchObject({ submittedAt: theirs.submittedAt, records: [] });
  await publish(api(), { ...theirs, pullRequest: { number } }, report('late', { conclusion: 'failure' }), {
    started,
  });
  expect((await runs()).slice(1)).toEqual(ours);
  expect(await startCheck(api(), ref)).toMatchObject({
    submittedAt: ref.submittedAt,
    records: [expect.any(String)],
  });
});

describe('[T-48] thousands of comments', () => {
  const chat = async (count: number) => {
    for (let i = 0; i < count; i += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, j) => github.comment(base, number, 'ada', `${i + j}`)),
      );
  };

  it('around ours: it is found, read and changed; 2,000 alone leave it no room, and nothing is graded', async () => {
    await chat(1_500);
    await submit(ref);
    await chat(1_500);
    await github.push(fork, 'mine', { 'models/a/model.h5': 'again' });
    const asked = github.requests.length;
    expect(heads(await submit(await submitted('2026-11-02T00:00:00Z')))).toEqual([ref.head.sha]);
    expect(github.requests.length - asked).toBeLessThan(50);
    const ours = (await comments()).filter(({ author }) => author !== 'ada');
    expect(ours).toHaveLength(1);

    const { owner, repo } = repository();
    await api().rest.issues.deleteComment({ owner, repo, comment_id: ours[0]?.id ?? 0 });
    await expect(recall(ref)).rejects.toMatchObject({ code: 'event/many-comments' });
    expect(heads(await recall(await another('again')))).toContain(ref.head.sha);
  }, 600_000);
});

describe('[T-55] a candidate with several pull requests', () => {
  it('has one history, however many plain issues stand between them', async () => {
    for (let i = 0; i < 130; i++) await github.openIssue(base, 'ada', `${i}`);
    const second = await another('second');
    await submit(second);
    expect(heads(await submit(ref))).toEqual([second.head.sha]);
  });

  it(`may open more than ${MAX_SIBLINGS}, of which the newest are graded by hand alone`, async () => {
    const all = [ref];
    for (let i = 0; i <= MAX_SIBLINGS; i++) all.push(await another(`branch-${i}`));
    const [last, beyond] = [all.at(-2) ?? ref, all.at(-1) ?? ref];
    await submit(ref);
    await submit(last, 4);
    expect(heads(await recall(all[1] ?? ref)).sort()).toEqual([ref.head.sha, last.head.sha].sort());
    await expect(recall(beyond)).rejects.toMatchObject({
      code: 'event/many-pull-requests',
      hint: expect.stringContaining(`#${number}`),
    });
    expect(heads(await recall({ ...beyond, event: 'workflow_dispatch' }))).toContain(ref.head.sha);
  });
});

it.each([
  ['in the words of older servers', { message: 'You have triggered an abuse detection mechanism.' }, {}],
  ['that only its headers tell', { message: 'Forbidden' }, { 'retry-after': '7200' }],
  [
    'of the whole repository',
    { message: 'Quota' },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
  ],
])('[T-54] a rate limit %s does not hide the history: nothing is graded then', async (_, body, headers) => {
  await submit(ref);
  const path = new RegExp(`^/repos/${base}/issues/${number}/comments$`);
  github.faults.next({ path }, { status: 403, body, headers: { 'retry-after': '7200', ...headers } });
  const started = await startCheck(api(), ref);
  await expect(recallHistory(api(), ref, started, ledgers)).rejects.toMatchObject({
    code: 'github/unreachable',
  });
});
