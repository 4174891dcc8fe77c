import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { copiesCommand } from '../../src/cli/copies.ts';
import { digestsOf, loadModel } from '../../src/model/index.ts';
import { readModel } from '../../src/submission/index.ts';
import { examFiles, openPull, trained } from '../attacks/world.ts';
import { useGitHub } from '../github/world.ts';
import { freshFolder } from '../init/command.ts';
import { run } from '../proof/command.ts';

const github = useGitHub();
const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123456\n`;
const KEY_FILE = 'AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33';

let folder: string;

function write(root: string, files: NewFiles): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content as Uint8Array | string);
  }
}

/** The same network as `trained()`, by another saver: no byte in common, and every weight. */
async function resaved(): Promise<NewFiles> {
  const path = 'models/tabular/model.keras';
  return { [path]: (await readSubmission('keras3'))[path] ?? '' };
}

/** Another training, as far as weights can tell. */
async function other(): Promise<NewFiles> {
  const change = (bytes: Uint8Array) =>
    new Uint8Array(new Float32Array(new Uint8Array(bytes).buffer).map((weight) => weight * 1.1).buffer);
  const files = Object.entries(await trained());
  return Object.fromEntries(
    files.map(([path, bytes]) => [path, /json$/.test(path) ? bytes : change(bytes as Uint8Array)]),
  ) as NewFiles;
}

beforeAll(async () => {
  folder = freshFolder();
  write(folder, { 'exam.yml': (await examFiles())['exam.yml'] ?? '', 'key.txt': KEY_FILE });
  for (const root of ['class', 'pair']) {
    write(join(folder, root, 'ada'), await trained());
    write(join(folder, root, 'bob'), await resaved());
  }
  write(join(folder, 'class/cyd'), await other());
  write(join(folder, 'class/dan'), { 'models/tabular/model.keras': LFS_POINTER });
  mkdirSync(join(folder, 'class/eve'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

const inFolder = (name: string, ...args: string[]) =>
  run(copiesCommand, join(folder, name), '--exam', join(folder, 'exam.yml'), ...args);

describe('fivefold copies', () => {
  it('[T-77] finds the same weights in two folders, though their files have nothing in common', async () => {
    const { status, stdout } = await inFolder('class');
    expect(status).toBe(0);
    expect(stdout).toContain('3 models of 3 candidates');
    expect(stdout).toMatch(/^tabular\n {2}the same weights +ada, bob$/m);
    expect(stdout).toMatch(/^Not read\n {2}tabular {2}dan: .*\[submission\/lfs-pointer\]$/m);
    expect(stdout).not.toMatch(/cyd|eve/);
  });

  it('[T-79] names models in JSON by fingerprints that take the identity to compute', async () => {
    const { stdout } = await inFolder('pair', '--json', '--key-file', join(folder, 'key.txt'));
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ schema: 'fivefold/copies/1', unread: [] });
    const [ada, bob] = told.models;
    expect(ada.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect(bob.fingerprint).toBe(ada.fingerprint);
    expect(told.likenesses).toMatchObject([{ kind: 'same', isCommon: false, models: [ada, bob] }]);
    const [digest] = digestsOf(
      await loadModel(await readModel(join(folder, 'class/bob/models/tabular/model.keras'))),
    );
    expect(stdout).not.toContain(digest?.sha256.slice(0, 16));
  });

  it('[T-77] reads every pull request of a repository, closed ones and deleted forks too, and writes nothing', async () => {
    const exam = await examFiles();
    const first = await openPull(github(), { exam });
    const fork = await github().fork(first.repository, 'mallory');
    const head = await github().push(fork, 'mine', await resaved());
    const number = await github().openPullRequest(first.repository, fork, 'mine');
    await github().closePullRequest(first.repository, first.number);
    await github().deleteFork(first.fork, first.repository, 'submission');
    vi.stubEnv('GITHUB_API_URL', github().url);
    vi.stubEnv('GITHUB_TOKEN', github().token(first.repository, { contents: 'read', pull_requests: 'read' }));

    const { stdout, complaint } = await run(copiesCommand, '--repository', first.repository);
    expect(complaint).toBe('');
    expect(stdout).toContain(`the same weights        ada (#${first.number}), mallory (#${number})`);
    for (const pull of [first.number, number])
      expect(await github().comments(first.repository, pull)).toEqual([]);
    for (const sha of [first.head, head]) expect(await github().checkRuns(first.repository, sha)).toEqual([]);
  });

  it('asks for a folder or a repository', async () => {
    expect(await run(copiesCommand)).toMatchObject({ status: 2, stdout: '' });
    expect(await inFolder('pair', '--repository', 'a/b')).toMatchObject({ status: 2, stdout: '' });
  });
});
