import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCommand } from '../../src/cli/verify.ts';
import { mintSigningKey } from '../../src/proof/index.ts';
import type { Circumstances, PullRequest } from '../action/world.ts';
import { commentOn, examFiles, gradePull, openPull, trained } from '../attacks/world.ts';
import { freshName, useGitHub } from '../github/world.ts';
import { freshFolder } from '../init/command.ts';
import { run } from './command.ts';
import { freshKeys, type Keys } from './made.ts';

const github = useGitHub();

let folder: string;
let keys: Keys;
/** Whatever runs, passes. */
const exam = () => examFiles('passPercent: 1');
const signed = (pull: PullRequest, circumstances: Circumstances = {}) =>
  gradePull(github(), pull, { ...circumstances, inputs: { 'signing-key': keys.signing } });

/** A clone of the exam repository, for whoever checks. */
beforeAll(async () => {
  keys = await freshKeys();
  folder = freshFolder();
  mkdirSync(join(folder, 'exam'));
  writeFileSync(join(folder, 'exam/exam.yml'), String((await exam())['exam.yml']));
  writeFileSync(join(folder, 'exam/fivefold-keys.json'), keys.published);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verify(text: string, ...args: string[]) {
  writeFileSync(join(folder, 'comment.md'), text);
  return run(verifyCommand, join(folder, 'comment.md'), '--exam', join(folder, 'exam'), ...args);
}

describe('a pull request that is graded with a signing key', () => {
  it('[T-76] gets a proof and a certificate in its comment, which hold in a clone of the exam, and nobody sees the key', async () => {
    const pull = await openPull(github(), { exam: await exam() });
    const result = await signed(pull);
    expect(result.exitCode, result.log).toBe(0);
    const comment = await commentOn(github(), pull);
    for (const token of [result.outputs.proof, result.outputs.certificate]) {
      expect(token).toMatch(/^eyJ/);
      expect(comment).toContain(token);
      expect(result.summary).toContain(token);
    }
    expect(result.outputs['proof-digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
    const { status, stdout } = await verify(comment, '--candidate', 'ada', '--commit', pull.head);
    expect(status, stdout).toBe(0);
    expect(stdout).not.toContain('not checked');
    expect(stdout).toContain(`by https://github.com/${pull.repository}`);

    // [T-76] The key is nowhere to be seen.
    const { d } = JSON.parse(keys.signing);
    const [check] = await github().checkRuns(pull.repository, pull.head);
    const said = [result.log, result.summary, comment, JSON.stringify([result.outputs, check])].join('\n');
    expect(said).toContain(`::add-mask::${d}`);
    // The runner itself reads the mask command; nobody sees it.
    expect(said.replace(/^::add-mask::.*$/gm, '')).not.toContain(d);
  });

  it('[T-71] from a branch of the exam repository is called practice, and gets no certificate', async () => {
    const repository = `academy/${freshName()}`;
    await github().createRepository(repository, await exam());
    const head = await github().push(repository, 'mine', await trained());
    const number = await github().openPullRequest(repository, repository, 'mine');
    const { outputs } = await signed({ repository, number, head, fork: repository });
    expect(decodeJwt(outputs.proof ?? '')).toMatchObject({ trust: 'practice' });
    expect(outputs.certificate ?? '').toBe('');
    const { status, stdout } = await verify(outputs.proof ?? '');
    expect(status).toBe(1);
    expect(stdout).toContain('✖ trust');
  });
});

describe('a pull request that is graded', () => {
  it('without a signing key has no proof, and nobody is told of one', async () => {
    const pull = await openPull(github(), { exam: await exam() });
    const { outputs } = await gradePull(github(), pull);
    for (const name of ['proof', 'proof-digest', 'certificate']) expect(outputs[name]).toBeUndefined();
    expect(outputs.passed).toBe('true');
    expect(await commentOn(github(), pull)).not.toMatch(/proof|signed/i);
  });

  it('[T-76] with a key that is none loses nothing but the proof, and the log does not quote it', async () => {
    const pull = await openPull(github(), { exam: await exam() });
    const secret = mintSigningKey().replace('Ed25519', 'Ed448');
    const inputs = { 'signing-key': secret };
    const { outputs, log, exitCode } = await gradePull(github(), pull, { inputs });
    expect(exitCode, log).toBe(0);
    expect(outputs.passed).toBe('true');
    expect(outputs.proof).toBeUndefined();
    expect(log).toMatch(/::warning::.*\[proof\/key-malformed\]/);
    expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain(JSON.parse(secret).d);
  });
});
