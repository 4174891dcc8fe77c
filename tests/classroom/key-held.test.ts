import { resolve } from 'node:path';
import { decodeJwt } from 'jose';
import { expect, it } from 'vitest';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { drawTask, PRACTICE_SEED } from '../../src/generate/index.ts';
import { mintIdentity, packHiddenSet } from '../../src/hidden/index.ts';
import { mintSigningKey } from '../../src/proof/index.ts';
import { runIn } from '../action/world.ts';
import { freshName, useGitHub } from '../github/world.ts';

const github = useGitHub();

it('a push that a workflow of the course grades, with keys that only it was given, is no practice', async () => {
  const key = await mintIdentity();
  const rows = drawTask('tabular', PRACTICE_SEED, 'hidden', 60, 'key-held');
  const set = await packHiddenSet(rows, { examId: 'held', taskId: 'tabular', recipients: [key.recipient] });
  const exam = `version: 1
id: held
title: Exam
tasks:
  - id: tabular
    title: Heating
    input: { shape: [6], dtype: float32 }
    output: { shape: [1], kind: values }
    metric: { name: r2 }
    thresholds: { 2: 0.064, 3: 0.747, 4: 0.876, 5: 0.958 }
    hidden: { path: hidden-tests/tabular.npz.age, sha256: ${set.sha256} }
`;
  const course = `academy/${freshName()}`;
  await github().createRepository(course, { 'exam.yml': exam, 'hidden-tests/tabular.npz.age': set.bytes });
  const repository = `ada/${freshName()}`;
  const models = Object.entries(await readSubmission('tfjs')).filter(([path]) =>
    path.startsWith('models/tabular/'),
  );
  const sha = await github().createRepository(repository, Object.fromEntries(models));
  const [login, name] = repository.split('/');
  const pushed = { name, owner: { login }, pushed_at: 1_793_610_000 };
  const result = await runIn(github(), repository, {
    event: 'push',
    payload: {
      ref: 'refs/heads/main',
      after: sha,
      deleted: false,
      repository: pushed,
      sender: { login: 'ada' },
    },
    sha,
    identity: key.identity,
    inputs: {
      'exam-repository': `${course}@main`,
      'signing-key': mintSigningKey(),
      'key-held-by': 'course',
    },
    entry: resolve(import.meta.dirname, '../../src/action.ts'),
  });
  expect(result.exitCode, result.log).toBe(0);
  expect(Number(result.outputs.score)).toBeGreaterThan(1);
  expect(result.summary).not.toContain('Practice only');
  expect(JSON.stringify(decodeJwt(result.outputs.proof ?? ''))).toContain('"trust":"full"');
});
