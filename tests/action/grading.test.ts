import { describe, expect, it } from 'vitest';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { reported } from '../export/consumers.ts';
import { useGitHub } from '../github/world.ts';
import { gradePullRequest, models, openSubmission, practiceExam, scorecardOf, scoresOf } from './world.ts';

const github = useGitHub();
const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123456\n`;

describe('a pull request with five trained models', () => {
  it('gets its scores in one comment, a check run, the job summary and the outputs', async () => {
    const pull = await openSubmission(github(), await models());
    const result = await gradePullRequest(github(), pull);
    expect(result.exitCode, result.log).toBe(0);

    const card = scorecardOf(result);
    for (const { id } of PRACTICE_TASKS) expect(scoresOf(card)[id]).toBeGreaterThanOrEqual(2);
    expect(result.outputs.score).toBe(String(card.points));
    expect(result.outputs.passed).toBe(String(card.verdict === 'passed'));
    expect(reported(result.outputs.result ?? '')).toMatchObject({
      failed: card.verdict !== 'passed',
      maxPoints: 100,
    });

    const comments = await github().comments(pull.repository, pull.number);
    expect(comments).toHaveLength(1);
    const [comment] = comments;
    expect(comment?.author).toBe('github-actions[bot]');
    for (const { title } of PRACTICE_TASKS) {
      expect(comment?.body).toContain(title);
      expect(result.summary).toContain(title);
    }
    const [check, ...others] = await github().checkRuns(pull.repository, pull.head);
    expect(others).toEqual([]);
    expect(check).toMatchObject({ name: 'Fivefold', status: 'completed' });
    expect(check?.conclusion).toBe(card.verdict === 'passed' ? 'success' : 'failure');
  });

  it('gets byte-identical scorecards for the same commit, twenty times', async () => {
    const pull = await openSubmission(github(), await models());
    const cards = new Set<string | undefined>();
    for (let i = 0; i < 20; i++) cards.add((await gradePullRequest(github(), pull)).outputs.scorecard);
    expect(cards.size).toBe(1);
    expect(cards).not.toContain(undefined);
    expect(await github().comments(pull.repository, pull.number)).toHaveLength(1);
  }, 600_000);

  it('keeps the key, the token and the metrics out of everything it says', async () => {
    const pull = await openSubmission(github(), await models());
    const token = github().token(pull.repository, {
      contents: 'read',
      pull_requests: 'write',
      checks: 'write',
    });
    const result = await gradePullRequest(github(), pull, { inputs: { token } });
    const { identity } = await practiceExam();
    const [comment] = await github().comments(pull.repository, pull.number);
    const checks = JSON.stringify(await github().checkRuns(pull.repository, pull.head));
    const said = [result.log, result.summary, JSON.stringify(result.outputs), comment?.body, checks].join(
      '\n',
    );
    // The runner itself reads the mask command; nobody sees it.
    const shown = said.replace(/^::add-mask::.*$/gm, '');
    expect(said).toContain(`::add-mask::${identity}`);
    expect(shown).not.toContain(identity);
    expect(shown).not.toContain(token);
    expect(scorecardOf(result).tasks.every((task) => !('value' in task) && !('band' in task))).toBe(true);
  });
});

describe.each(['keras3-h5', 'keras2-h5', 'tfjs'] as const)('the same networks saved as %s', (variant) => {
  it('are read and scored', async () => {
    const card = scorecardOf(
      await gradePullRequest(github(), await openSubmission(github(), await models(variant))),
    );
    expect(card.tasks.map(({ kind }) => kind)).toEqual(PRACTICE_TASKS.map(() => 'scored'));
  });
});

describe('one bad model', () => {
  it('costs its own task and no other, and says what to do', async () => {
    const files = { ...(await models()), 'models/glyphs/model.keras': LFS_POINTER };
    const pull = await openSubmission(github(), files);
    const card = scorecardOf(await gradePullRequest(github(), pull));
    const { glyphs, ...others } = scoresOf(card);
    expect(glyphs).toBe(0);
    for (const score of Object.values(others)) expect(score).toBeGreaterThan(0);
    const [comment] = await github().comments(pull.repository, pull.number);
    expect(comment?.body).toContain('git lfs');
    const [check] = await github().checkRuns(pull.repository, pull.head);
    expect(check?.annotations).toMatchObject([
      { path: 'models/glyphs/model.keras', annotation_level: 'failure' },
    ]);
  });

  it('of the wrong output shape is told both shapes', async () => {
    const good = await models();
    const swapped = { ...good, 'models/scenes/model.keras': good['models/glyphs/model.keras'] ?? '' };
    const card = scorecardOf(await gradePullRequest(github(), await openSubmission(github(), swapped)));
    const scenes = card.tasks.find(({ task }) => task === 'scenes');
    expect(scenes).toMatchObject({ kind: 'rejected', problem: { code: 'model/input-mismatch' } });
    expect(JSON.stringify(scenes)).toContain('(64, 64, 3)');
    expect(JSON.stringify(scenes)).toContain('(28, 28, 1)');
  });
});
