import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import { freshName, useGitHub } from '../github/world.ts';
import { describeWithOpenssl, run } from '../peers.ts';
import {
  gradePullRequest,
  oneModel,
  openSubmission,
  type PullRequest,
  practiceExam,
  scorecardOf,
  scoresOf,
} from './world.ts';

/** Where exams, hidden sets and submissions may be, and how the built action still finds them. */
const github = useGitHub();
const SET = 'hidden-tests/tabular.npz.age';

/** The practice exam with the hidden set of its first task somewhere else, and that set. */
async function examWithSetAt(place: string): Promise<{ exam: NewFiles; set: Uint8Array }> {
  const { files } = await practiceExam();
  const text = Buffer.from(files['exam.yml'] ?? '').toString();
  const moved = text.replace(/path: hidden-tests\/tabular\.npz\.age/, place);
  expect(moved).not.toBe(text);
  return { exam: { 'exam.yml': moved, [SET]: 'not here' }, set: files[SET] as Uint8Array };
}

async function comment({ repository, number }: PullRequest): Promise<string> {
  const comments = await github().comments(repository, number);
  expect(comments.length).toBeLessThanOrEqual(1);
  return comments[0]?.body ?? '';
}

describe('a hidden set in a release', () => {
  it('is graded against', async () => {
    const { exam, set } = await examWithSetAt('asset: { tag: hidden-2027, name: tabular.npz.age }');
    const pull = await openSubmission(github(), await oneModel(), exam);
    await github().createRelease(pull.repository, 'hidden-2027', { 'tabular.npz.age': set });
    const result = await gradePullRequest(github(), pull);
    expect(scoresOf(scorecardOf(result)).tabular, result.log).toBeGreaterThanOrEqual(2);
  });

  it('that nobody published costs the candidate nothing', async () => {
    const { exam } = await examWithSetAt('asset: { tag: hidden-2027, name: tabular.npz.age }');
    const pull = await openSubmission(github(), await oneModel(), exam);
    const card = scorecardOf(await gradePullRequest(github(), pull));
    expect(card.tasks[0]).toMatchObject({ score: null, problem: { code: 'hidden/missing' } });
    expect(await comment(pull)).toContain('tabular.npz.age of release hidden-2027');
  });
});

describeWithOpenssl('a hidden set at an https address', () => {
  it('is graded against, over TLS that is verified', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fivefold-tls-'));
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    run(folder, 'openssl', [...request, '-keyout', 'key.pem', '-out', 'cert.pem']);
    const [key, cert] = await Promise.all(
      ['key.pem', 'cert.pem'].map((name) => readFile(join(folder, name))),
    );
    let served: Uint8Array | undefined;
    const server = createServer({ key, cert }, (_, response) => response.end(served));
    try {
      await new Promise<void>((ready) => server.listen(0, ready));
      const url = `https://localhost:${(server.address() as AddressInfo).port}/tabular.npz.age?signature=secret`;
      const { exam, set } = await examWithSetAt(`url: "${url}"`);
      served = set;
      const pull = await openSubmission(github(), await oneModel(), exam);
      // First, since what was graded once is not fetched again.
      const distrusted = await gradePullRequest(github(), pull);
      const [tabular] = scorecardOf(distrusted).tasks;
      expect(tabular).toMatchObject({ score: null, problem: { code: 'hidden/unreachable' } });
      expect(JSON.stringify(tabular)).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');

      const env = { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
      const trusted = await gradePullRequest(github(), pull, { env });
      expect(scoresOf(scorecardOf(trusted)).tabular, trusted.log).toBeGreaterThanOrEqual(2);
      expect((await comment(pull)) + distrusted.log + trusted.log).not.toContain('signature');
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  });
});

describe('a fork', () => {
  it('[T-45] that was deleted after its pull request is still graded', async () => {
    const pull = await openSubmission(github(), await oneModel());
    const event = (await github().pullRequestEvent(pull.repository, pull.number)) as {
      readonly pull_request: { readonly head: object };
    };
    await github().deleteFork(pull.fork, pull.repository, 'submission');
    const head = { ...event.pull_request.head, repo: null };
    const payload = { ...event, action: 'reopened', pull_request: { ...event.pull_request, head } };
    const result = await gradePullRequest(github(), pull, { payload });
    expect(scoresOf(scorecardOf(result)).tabular, result.log).toBeGreaterThanOrEqual(2);
    expect(await comment(pull)).toContain('of 25');
  });

  it('[T-49] that is private is read through the base repository, which the token may read', async () => {
    const repository = `academy/${freshName()}`;
    await github().createRepository(repository, (await practiceExam()).files, { private: true });
    const fork = await github().fork(repository, 'ada');
    const head = await github().push(fork, 'submission', await oneModel());
    const number = await github().openPullRequest(repository, fork, 'submission');
    const pull = { repository, fork, head, number };
    const result = await gradePullRequest(github(), pull);
    expect(scoresOf(scorecardOf(result)).tabular, result.log).toBeGreaterThanOrEqual(2);
    expect(github().requests.some(({ path }) => path.startsWith(`/repos/${fork}/git/`))).toBe(false);

    const blind = await gradePullRequest(github(), pull, {
      permissions: { pull_requests: 'write', checks: 'write' },
    });
    expect(blind.exitCode).toBe(1);
    expect(await comment(pull)).toContain('contents: read');
  });
});

describe('[T-50] an exam repository that has been renamed', () => {
  it('is followed to its new name, for reading and for writing', async () => {
    const pull = await openSubmission(github(), await oneModel());
    const old = `academy/${freshName('renamed')}`;
    const event = (await github().pullRequestEvent(pull.repository, pull.number)) as {
      readonly pull_request: { readonly base: { readonly repo: object } };
    };
    const base = {
      ...event.pull_request.base,
      repo: { ...event.pull_request.base.repo, name: old.split('/')[1] },
    };
    const payload = { ...event, pull_request: { ...event.pull_request, base } };
    github().rename(old, pull.repository);
    const result = await gradePullRequest(github(), pull, { payload });
    expect(scoresOf(scorecardOf(result)).tabular, result.log).toBeGreaterThanOrEqual(2);
    expect(await comment(pull)).toContain('of 25');
    const [check] = await github().checkRuns(pull.repository, pull.head);
    expect(check).toMatchObject({ status: 'completed' });
  });
});
