import { resolve } from 'node:path';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import type { ActionResult } from '../../scripts/rehearsal/runner.ts';
import { writeNpz } from '../../src/formats/npz.ts';
import { drawTask, PRACTICE_SEED } from '../../src/generate/index.ts';
import { useGitHub } from '../github/world.ts';
import { gradePullRequest, oneModel, openSubmission, type PullRequest } from './world.ts';

/** What a grading says when the scores are out: the diagnosis of the public sample, and a page to look at. */
const github = useGitHub();
const ENTRY = resolve(import.meta.dirname, '../../src/action.ts');

/** Public rows whose labels are a thousand times as large as the model answers. */
function sample(factor = 1): NewFiles {
  const { inputs, labels } = drawTask('tabular', PRACTICE_SEED, 'sample', 60);
  const data = Float32Array.from(labels.data, (value) => value * factor);
  return {
    'tasks/tabular/sample.npz': writeNpz({ inputs, labels: { dtype: 'float32', shape: labels.shape, data } }),
  };
}

describe('once the scores are out', () => {
  let pull: PullRequest;
  let result: ActionResult;
  let comment: string;
  beforeAll(async () => {
    pull = await openSubmission(github(), await oneModel(), sample(1_000));
    result = await gradePullRequest(github(), pull, { entry: ENTRY, inputs: { page: 'fivefold-report' } });
    const [ours, ...others] = await github().comments(pull.repository, pull.number);
    expect(others).toEqual([]);
    comment = ours?.body ?? '';
  });

  it('the comment says more: what is probably wrong by the public sample, and where the page is', () => {
    expect(result.exitCode, result.log).toBe(0);
    expect(comment).toContain('<summary>Diagnosis on the public sample: 1 probable fault</summary>');
    expect(comment).toContain('With predictions multiplied by 1000, its R²');
    expect(comment).toMatch(/artifact `fivefold-report` of \[its run\]\(https:[^)]*\/actions\/runs\/4711\)/);
    expect(result.summary.trim()).toBe(comment.replace(/^(?:<!--.*-->\n)+/, '').trim());
  });

  it('there is a page, with what the comment says and the layers of the model', () => {
    const { document } = parseHTML(result.page ?? '');
    expect(document.querySelector('h1')?.textContent).toBe(/^## (.*)$/m.exec(comment)?.[1]);
    expect(document.querySelector('.outline svg')?.textContent).toContain('Dense');
    const said = [...document.querySelectorAll('svg title')].map(({ textContent }) => textContent);
    expect(said).toContain('your model: above 0.962.');
  });

  it('and nothing says how long hidden rows took', () => {
    for (const text of [comment, result.summary, result.page])
      expect(text).not.toMatch(/opening the hidden sets|running the models/);
    expect(comment).toContain('trying them on the public sample');
    const [grading = ''] = result.log.replaceAll(/^::debug::.*$/gm, '').split(/^publish: /m);
    expect(grading).toMatch(/^submission: \d+ ms$/m);
    expect(grading).not.toMatch(/^(?:hidden|predict|task)\b/m);
  });
});

it('without an artifact to keep it there is no page, and no word of one', async () => {
  const pull = await openSubmission(github(), await oneModel(), sample());
  const result = await gradePullRequest(github(), pull, { entry: ENTRY });
  const [comment] = await github().comments(pull.repository, pull.number);
  expect(result.outputs.page).toBeUndefined();
  expect(comment?.body).not.toContain('artifact');
  expect(comment?.body).toContain('Diagnosis on the public sample: nothing seems wrong');
});
