import { describe, expect, it } from 'vitest';
import { scorecardOf } from '../action/world.ts';
import { useGitHub } from '../github/world.ts';
import { commentOn, examFiles, gradeEvent, openPull } from './world.ts';

/** The comment `/start`, which begins an exam for whoever opened the pull request. */
const github = useGitHub();

const HOUR_MS = 3_600_000;

describe('[T-56] the comment /start', () => {
  it('gives its time to the exam and not to the head, which may have been pushed after it', async () => {
    const pull = await openPull(github(), { exam: await examFiles('time: { hours: 1, start: comment }') });
    const [owner, name] = pull.repository.split('/');
    const created_at = new Date(Date.now() - 2 * HOUR_MS).toISOString().replace(/\.\d+Z$/, 'Z');
    const issue = { number: pull.number, state: 'open', user: { login: 'ada' }, pull_request: {} };
    const comment = { body: '/start', created_at, user: { login: 'ada' } };
    const payload = { action: 'created', comment, issue, repository: { name, owner: { login: owner } } };
    const sha = await github().push(pull.repository, 'main', {});
    const result = await gradeEvent(github(), pull.repository, { event: 'issue_comment', payload, sha });
    const { submission, standing } = scorecardOf(result);
    expect(standing).toMatchObject({ late: true, time: { startedAt: created_at } });
    expect(Date.parse(submission?.submittedAt ?? '')).toBeGreaterThan(Date.parse(created_at) + HOUR_MS);
    expect(await commentOn(github(), pull)).toContain('Late: submitted');

    const edited = {
      ...payload,
      action: 'edited',
      comment: { ...comment, created_at: '2020-01-01T00:00:00Z' },
    };
    const ignored = await gradeEvent(github(), pull.repository, {
      event: 'issue_comment',
      payload: edited,
      sha,
    });
    expect(ignored).toMatchObject({ exitCode: 0, outputs: {} });
    expect(ignored.log).toContain('edited or deleted');
  });
});
