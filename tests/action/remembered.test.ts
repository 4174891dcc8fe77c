import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import type { ActionResult } from '../../scripts/rehearsal/runner.ts';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { gradePull, openPull, trained } from '../attacks/world.ts';
import { freshName, useGitHub } from '../github/world.ts';
import { gradePullRequest, type PullRequest, practiceExam, scorecardOf } from './world.ts';

/** Nothing twice, by the action as its sources have it: what was run on hidden rows is what its log says to whoever debugs it. */
const github = useGitHub();
const entry = resolve(import.meta.dirname, '../../src/action.ts');
const TABULAR = /^models\/tabular\/.*\.bin$/;

function evaluated({ log, exitCode }: ActionResult): readonly string[] {
  expect(exitCode, log).toBe(0);
  return [...log.matchAll(/^::debug::predict (\S+): \d+ ms$/gm)].map(([, task = '']) => task).sort();
}

/** The practice exam without public samples, on which the action would look closer at every model once the scores are out. */
async function openWithoutSamples(submission: NewFiles): Promise<PullRequest> {
  const repository = `academy/${freshName()}`;
  const files = Object.entries((await practiceExam()).files).filter(([path]) => !/sample\.npz$/.test(path));
  await github().createRepository(repository, Object.fromEntries(files));
  const fork = await github().fork(repository, 'ada');
  const head = await github().push(fork, 'submission', submission);
  return { repository, fork, head, number: await github().openPullRequest(repository, fork, 'submission') };
}

function openedSets({ log }: ActionResult): readonly string[] {
  return [...log.matchAll(/^::debug::hidden (\S+): \d+ ms$/gm)].map(([, task = '']) => task).sort();
}

describe('two pushes of which the second changes one model', () => {
  it('evaluate five models, and then one; every other result is the same to the byte', async () => {
    const files = await readSubmission('tfjs');
    const pull = await openWithoutSamples(files);
    const first = await gradePullRequest(github(), pull, { entry });
    expect(evaluated(first)).toEqual(PRACTICE_TASKS.map(({ id }) => id).sort());

    const changed = Object.entries(files).map(([path, bytes]) => [
      path,
      TABULAR.test(path) ? new Uint8Array(bytes.length) : bytes,
    ]);
    await github().push(pull.fork, 'submission', Object.fromEntries(changed));
    const second = await gradePullRequest(github(), pull, { entry });
    expect(evaluated(second)).toEqual(['tabular']);
    // Texts are made tokens of with what the exam publishes, which lies with the rows.
    expect(openedSets(second)).toEqual(['phrases', 'tabular']);

    const rows = (result: ActionResult) =>
      scorecardOf(result)
        .tasks.filter(({ task }) => task !== 'tabular')
        .map(({ task, predictionsHmac, ...row }) => ({
          task,
          predictionsHmac,
          facts: 'facts' in row && row.facts,
        }));
    expect(rows(second)).toEqual(rows(first));
    for (const { predictionsHmac } of rows(first)) expect(predictionsHmac).toMatch(/^[0-9a-f]{64}$/);
    const marks = [first, second].map((result) =>
      scorecardOf(result).tasks.find(({ task }) => task === 'tabular'),
    );
    expect(marks[0]?.predictionsHmac).not.toBe(marks[1]?.predictionsHmac);
  });
});

describe('a model that was run before', () => {
  let cache = '';
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'fivefold-cache-'));
  });
  afterEach(() => rm(cache, { recursive: true, force: true }));

  it('[T-91] [T-94] counts and is told like any other, on its pull request, and from a folder that nobody can read', async () => {
    const pull = await openPull(github(), { files: await trained() });
    const first = await gradePull(github(), pull, { inputs: { cache } });
    expect(evaluated(first)).toEqual(['tabular']);
    const [name = '', ...others] = await readdir(cache);
    expect(others).toEqual([]);
    const sealed = await readFile(join(cache, name), 'latin1');
    for (const word of ['tabular', 'Keras', 'TensorFlow', 'value', 'parameters'])
      expect(`${name} ${sealed}`).not.toContain(word);

    // Another push, and a folder that cannot be one: the comment remembers, and nobody loses a score.
    await github().push(pull.fork, 'submission', { ...(await trained()), 'notes.md': 'nothing new' });
    const again = await gradePull(github(), pull, { inputs: { cache: join(cache, name) } });
    expect(evaluated(again)).toEqual([]);
    expect(again.log).toContain('::warning::The folder');
    const { tasks, standing } = scorecardOf(again);
    const [{ predictionsHmac } = { predictionsHmac: undefined }] = scorecardOf(first).tasks;
    const best = { head: pull.head };
    expect(tasks[0]).toMatchObject({ kind: 'unimproved', score: null, predictionsHmac, best });
    expect(standing?.attempts.map(({ counts, gains }) => [counts, gains.length])).toEqual([
      [true, 1],
      [true, 0],
    ]);

    // Another pull request, which the folder alone connects with the first.
    const other = await gradePull(github(), await openPull(github(), { files: await trained() }), {
      inputs: { cache },
    });
    expect(evaluated(other)).toEqual([]);
    const told = (result: ActionResult) => scorecardOf(result).tasks.map(({ best: _, ...task }) => task);
    expect(told(other)).toEqual(told(first));
  });
});
