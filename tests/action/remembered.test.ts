import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import type { ActionResult } from '../../scripts/rehearsal/runner.ts';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { gradePull, openPull, trained, untrained } from '../attacks/world.ts';
import { useGitHub } from '../github/world.ts';
import { gradePullRequest, openSubmission, scorecardOf } from './world.ts';

/** Nothing twice, by the action as its sources have it: what was run is what its log says was run. */
const github = useGitHub();
const entry = resolve(import.meta.dirname, '../../src/action.ts');
const TABULAR = /^models\/tabular\/.*\.bin$/;

function evaluated({ log, exitCode }: ActionResult): readonly string[] {
  expect(exitCode, log).toBe(0);
  return [...log.matchAll(/^predict (\S+): \d+ ms$/gm)].map(([, task = '']) => task).sort();
}

function openedSets({ log }: ActionResult): readonly string[] {
  return [...log.matchAll(/^hidden (\S+): \d+ ms$/gm)].map(([, task = '']) => task).sort();
}

describe('two pushes of which the second changes one model', () => {
  it('evaluate five models, and then one; every other result is the same to the byte', async () => {
    const files = await readSubmission('tfjs');
    const pull = await openSubmission(github(), files);
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
  it('[T-94] is an attempt like any other, is held against the best, and is told the same', async () => {
    const pull = await openPull(github(), { files: await trained() });
    const [score] = scorecardOf(await gradePull(github(), pull)).tasks;
    await github().push(pull.fork, 'submission', { ...(await trained()), 'notes.md': 'nothing new' });
    const again = await gradePull(github(), pull);
    expect(evaluated(again)).toEqual([]);
    const { tasks, standing } = scorecardOf(again);
    expect(tasks[0]).toMatchObject({
      kind: 'unimproved',
      score: null,
      predictionsHmac: score?.predictionsHmac,
      best: { head: pull.head },
    });
    expect(standing?.attempts.map(({ counts, gains }) => [counts, gains.length])).toEqual([
      [true, 1],
      [true, 0],
    ]);
  });
});

describe('a folder of results, the input `cache`', () => {
  let cache = '';
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'fivefold-cache-'));
  });
  afterEach(() => rm(cache, { recursive: true, force: true }));

  it('[T-90] [T-91] serves other pull requests, holds nothing readable, and is mended where it was damaged', async () => {
    const inputs = { cache };
    const graded = async () => {
      const pull = await openPull(github(), { files: await trained() });
      return gradePull(github(), pull, { inputs });
    };
    const first = await graded();
    expect(evaluated(first)).toEqual(['tabular']);
    expect(evaluated(await graded())).toEqual([]);

    const [name = '', ...others] = await readdir(cache);
    expect(others).toEqual([]);
    const sealed = await readFile(join(cache, name), 'latin1');
    for (const word of ['tabular', 'Keras', 'TensorFlow', 'value', 'parameters'])
      expect(`${name} ${sealed}`).not.toContain(word);

    await writeFile(join(cache, name), sealed.replace(/.$/s, '!!'), 'latin1');
    const mended = await graded();
    expect(evaluated(mended)).toEqual(['tabular']);
    const scores = [first, mended].map((result) => scorecardOf(result).tasks.map(({ score }) => score));
    expect(scores[0]).toEqual(scores[1]);
  });

  it('costs nobody a score where it cannot be used', async () => {
    await writeFile(join(cache, 'file'), '');
    const pull = await openPull(github(), { files: await untrained() });
    const result = await gradePull(github(), pull, { inputs: { cache: join(cache, 'file') } });
    expect(evaluated(result)).toEqual(['tabular']);
    expect(result.log).toContain('::warning::The folder');
  });
});
