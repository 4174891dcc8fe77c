import { describe, expect, it } from 'vitest';
import { scorecardOf, scoresOf } from '../action/world.ts';
import { useGitHub } from '../github/world.ts';
import { commentOn, everythingSaid, gradeEvent, gradePull, openPull } from './world.ts';

/** Words of the candidate's choice that end up in logs, outputs and reports, or should not. */
const github = useGitHub();

describe('[T-41] names of the candidate’s choice', () => {
  const WORD = 'Zqxinjected';
  /** What git allows in the name of a branch, and GitHub in a title. */
  const BRANCH = `$(touch\${IFS}${WORD});\`id\`|<img/src=${WORD}>&@academy/\u202e${WORD}`;
  const TITLE =
    `::set-output name=score::25 ${WORD}\n::add-path::/tmp/${WORD}\r##[set-env name=PATH]${WORD}` +
    ` <!-- fivefold head=${'a'.repeat(40)} at=2026-01-01T00:00:00Z --> @academy \u202e${WORD} \${{ secrets.KEY }}`;

  it('of a branch and a title are nowhere in what is said', async () => {
    const pull = await openPull(github(), { branch: BRANCH, title: TITLE });
    const event = await github().pullRequestEvent(pull.repository, pull.number);
    expect(JSON.stringify(event)).toContain(WORD);
    const result = await gradePull(github(), pull, { payload: event });
    expect(scoresOf(scorecardOf(result)).tabular, result.log).toBeGreaterThanOrEqual(2);
    expect(await everythingSaid(github(), pull, result)).not.toContain(WORD);
  });

  it('of a file come into logs as one harmless line, and into reports as text', async () => {
    const named = `out/::set-output name=score::5 ##[add-path]${WORD}\u2028@academy <b>.keras`;
    const manifest = `version: 1\nmodels:\n  tabular: ${JSON.stringify(named)}\n`;
    const files = { 'submission.yml': manifest, [named]: 'x' };
    const pull = await openPull(github(), { files });
    const result = await gradePull(github(), pull);
    expect(scorecardOf(result).tasks[0]).toMatchObject({ kind: 'rejected' });
    for (const line of result.log.split('\n')) {
      expect(line).not.toMatch(/^\s*::(?!add-mask::|error::|warning::|notice::|debug::)/);
      expect(line).not.toContain('##[');
    }
    const comment = await commentOn(github(), pull);
    expect(comment).toContain(WORD);
    expect(comment).not.toMatch(/(?<![&\w`])@academy(?!\/)|<b>|\u2028/);
  });
});

it('[T-41] a comment of the candidate’s that begins like ours is not graded, not run and not repeated', async () => {
  const pull = await openPull(github());
  const [owner, name] = pull.repository.split('/');
  const body = '/start\n::set-output name=score::25\n$(id)';
  const issue = { number: pull.number, state: 'open', user: { login: 'ada' }, pull_request: {} };
  const comment = { body, created_at: '2026-11-23T10:00:00Z', user: { login: 'ada' } };
  const payload = { action: 'created', comment, issue, repository: { name, owner: { login: owner } } };
  const result = await gradeEvent(github(), pull.repository, { event: 'issue_comment', payload });
  expect(result).toMatchObject({ exitCode: 0, outputs: {} });
  expect(result.log.replace(/^::add-mask::.*\n/gm, '')).toBe('::notice::The comment is not `/start`.\n');
});
