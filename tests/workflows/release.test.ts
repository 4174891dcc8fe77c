import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from './read.ts';

/** The release scripts on real git repositories in a temporary folder. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fivefold-release-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const AUTHOR = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@example.invalid' };
const ENV = {
  PATH: process.env.PATH,
  ...AUTHOR,
  GIT_COMMITTER_NAME: AUTHOR.GIT_AUTHOR_NAME,
  GIT_COMMITTER_EMAIL: AUTHOR.GIT_AUTHOR_EMAIL,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

function sh(cwd: string, command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: ENV, encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

describe('.ci/publish-template', () => {
  const COMMIT = 'c'.repeat(40);
  const publish = (version: string) =>
    sh(ROOT, '.ci/publish-template', join(folder, 'remote.git'), COMMIT, version);
  const show = (path: string) =>
    sh(folder, 'git', '--git-dir', join(folder, 'remote.git'), 'show', `main:${path}`).stdout;

  beforeEach(() => {
    sh(folder, 'git', 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
  });

  it('pushes the template with the grader pinned at the released commit', () => {
    expect(publish('v1.2.3')).toMatchObject({ status: 0, stdout: 'Pushed template/ of v1.2.3.' });
    expect(show('.github/workflows/grade.yml')).toContain(`grade.yml@${COMMIT} # v1.2.3\n`);
    expect(`${show('.github/workflows/check.yml')}\n`).toContain(`fivefold/fivefold@${COMMIT} # v1.2.3\n`);
    expect(show('HANDBOOK.md')).toBe(readFileSync(join(ROOT, 'template/HANDBOOK.md'), 'utf8').trim());
    expect(show('models/glyphs')).toContain('.gitkeep');
  });

  it('does nothing when the template repository is up to date', () => {
    publish('v1.2.3');
    const { status, stdout } = publish('v1.2.3');
    expect([status, stdout]).toEqual([0, 'The template repository already equals v1.2.3.']);
  });

  it('removes what the template no longer has, and keeps the history', () => {
    const clone = join(folder, 'clone');
    publish('v1.2.3');
    sh(folder, 'git', 'clone', '--quiet', 'remote.git', clone);
    writeFileSync(join(clone, 'stale.txt'), 'old');
    sh(clone, 'git', 'add', '.');
    sh(clone, 'git', 'commit', '--quiet', '--message', 'Add a stale file');
    sh(clone, 'git', 'push', '--quiet');
    publish('v1.2.4');
    const log = sh(folder, 'git', '--git-dir', 'remote.git', 'log', '--format=%s', 'main').stdout.split('\n');
    expect(log).toEqual(['Update to Fivefold v1.2.4', 'Add a stale file', 'Update to Fivefold v1.2.3']);
    expect(show('stale.txt')).toBe('');
  });
});

describe('.ci/check-release', () => {
  const git = (...args: string[]) => sh(folder, 'git', ...args).stdout;
  const check = (tag: string) => sh(folder, '.ci/check-release', tag);
  const grader = () => join(folder, '.github', 'workflows', 'grade.yml');
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

  function commit(message: string): string {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
    return git('rev-parse', 'HEAD');
  }

  function pin(sha: string, version: string): void {
    writeFileSync(grader(), `        uses: fivefold/fivefold@${sha} # ${version}\n`);
    commit(`Pin ${version}`);
  }

  /** A repository in which v1.2.3 is ready except for the pin; its commit to pin. */
  function prepare(): string {
    cpSync(join(ROOT, '.ci'), join(folder, '.ci'), { recursive: true });
    mkdirSync(join(folder, 'dist'));
    mkdirSync(join(folder, '.github', 'workflows'), { recursive: true });
    write('package.json', '{ "version": "1.2.3" }');
    write(
      'CHANGELOG.md',
      '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-12-01\n\n- News.\n\n## [1.2.2]\n\n- Old.\n',
    );
    write('action.yml', 'name: Fivefold\n');
    write('dist/action.js', '// built\n');
    write('dist/sbom.cdx.json', '{ "metadata": { "component": { "version": "1.2.3" } } }');
    git('init', '--quiet', '--initial-branch=main');
    return commit('Prepare v1.2.3');
  }

  it('accepts a tag whose version, changelog and pin agree', () => {
    pin(prepare(), 'v1.2.3');
    expect(check('v1.2.3')).toMatchObject({ status: 0, stderr: '' });
    expect(sh(folder, '.ci/release-notes', 'v1.2.3').stdout).toBe('- News.');
  });

  it('refuses a version that package.json or CHANGELOG.md does not have', () => {
    pin(prepare(), 'v1.2.3');
    expect(check('v1.2.2').stderr).toContain('package.json has another version');
    write('CHANGELOG.md', '# Changelog\n');
    expect(check('v1.2.3').stderr).toContain('CHANGELOG.md does not describe it');
  });

  it('[T-86] refuses a bill of materials of another version, and none at all', () => {
    pin(prepare(), 'v1.2.3');
    write('dist/sbom.cdx.json', '{ "metadata": { "component": { "version": "1.2.2" } } }');
    expect(check('v1.2.3').stderr).toContain('sbom.cdx.json describes another version');
    rmSync(join(folder, 'dist/sbom.cdx.json'));
    expect(check('v1.2.3').stderr).toContain('sbom.cdx.json describes another version');
  });

  it('refuses the placeholder and a pin of another version', () => {
    const prepared = prepare();
    pin('0'.repeat(40), 'v1.2.3');
    expect(check('v1.2.3').stderr).toContain('is not an ancestor');
    pin(prepared, 'v1.2.2');
    expect(check('v1.2.3').stderr).toContain('grade.yml pins v1.2.2');
  });

  it('refuses a release whose action is not the pinned one', () => {
    pin(prepare(), 'v1.2.3');
    appendFileSync(join(folder, 'dist/action.js'), '// changed\n');
    commit('Change the action');
    expect(check('v1.2.3').stderr).toContain('action.yml or dist/ differ');
  });
});

describe('.ci/release-assets', () => {
  const assets = (tag: string) =>
    sh(join(folder, 'repository'), '.ci/release-assets', tag, join(folder, 'assets'));

  beforeEach(() => {
    const repository = join(folder, 'repository');
    mkdirSync(join(repository, 'dist/ladder'), { recursive: true });
    cpSync(join(ROOT, '.ci'), join(repository, '.ci'), { recursive: true });
    const files = ['action.yml', 'LICENSE', 'dist/action.js', 'dist/sbom.cdx.json', 'dist/ladder/train.py'];
    for (const path of files) writeFileSync(join(repository, path), `${path}\n`);
    sh(repository, 'git', 'init', '--quiet', '--initial-branch=main');
    sh(repository, 'git', 'add', '--all');
    sh(repository, 'git', 'commit', '--quiet', '--message', 'Prepare v1.2.3');
  });

  it('[T-86] are an archive, a bill of materials, and checksums of these and of every file in dist/', () => {
    expect(assets('v1.2.3')).toMatchObject({ status: 0, stderr: '' });
    const sums = readFileSync(join(folder, 'assets/SHA256SUMS'), 'utf8');
    const named = [...sums.matchAll(/^[0-9a-f]{64} {2}(.+)$/gm)].map(([, name]) => name);
    const dist = ['dist/action.js', 'dist/ladder/train.py', 'dist/sbom.cdx.json'];
    expect(named).toEqual(['fivefold-v1.2.3.tar.gz', 'sbom.cdx.json', ...dist]);
  });

  it('[T-86] verify as the documentation says, and a changed file does not', () => {
    assets('v1.2.3');
    const there = join(folder, 'assets');
    const verify = (cwd: string) =>
      sh(cwd, 'sha256sum', '--check', '--ignore-missing', '--quiet', join(there, 'SHA256SUMS'));
    expect(verify(there).status).toBe(0);
    sh(there, 'tar', 'xzf', 'fivefold-v1.2.3.tar.gz');
    const unpacked = join(there, 'fivefold-v1.2.3');
    expect(verify(unpacked).status).toBe(0);
    appendFileSync(join(unpacked, 'dist/ladder/train.py'), '# changed');
    expect(verify(unpacked)).toMatchObject({ status: 1, stdout: 'dist/ladder/train.py: FAILED' });
  });

  it('[T-86] are the same bytes when they are made again', () => {
    assets('v1.2.3');
    const before = readFileSync(join(folder, 'assets/SHA256SUMS'), 'utf8');
    rmSync(join(folder, 'assets'), { recursive: true });
    assets('v1.2.3');
    expect(readFileSync(join(folder, 'assets/SHA256SUMS'), 'utf8')).toBe(before);
  });
});
