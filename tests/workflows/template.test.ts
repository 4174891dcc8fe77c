import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { parseManifest } from '../../src/submission/manifest.ts';
import { ROOT } from './read.ts';

/** A candidate's fresh repository, made from the template, on a machine that is set up against it. */
let repository: string;
beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'fivefold-template-'));
  cpSync(join(ROOT, 'template'), repository, { recursive: true });
  git('init', '--quiet');
  git('config', 'core.autocrlf', 'true');
});
afterAll(() => rmSync(repository, { recursive: true, force: true }));

function git(...args: string[]): string {
  return spawnSync('git', args, { cwd: repository, encoding: 'utf8' }).stdout.trim();
}

it('keeps Git LFS away from models, even after `git lfs track`', () => {
  appendFileSync(join(repository, '.gitattributes'), '*.h5 filter=lfs diff=lfs merge=lfs -text\n');
  const attributes = git(
    'check-attr',
    'filter',
    '--',
    'models/glyphs/a.h5',
    'models/glyphs/a.keras',
    'b.keras',
  );
  expect(attributes.split('\n')).toEqual([
    'models/glyphs/a.h5: filter: unset',
    'models/glyphs/a.keras: filter: unset',
    'b.keras: filter: unset',
  ]);
});

it('commits a model.json with the line ends that it has', () => {
  const text = '{\r\n  "format": "layers-model"\r\n}\r\n';
  writeFileSync(join(repository, 'models', 'sensors', 'model.json'), text);
  git('add', 'models');
  expect(git('cat-file', '-s', ':models/sensors/model.json')).toBe(String(text.length));
});

it('commits models that the global ignore file of the candidate hides', () => {
  const ignore = join(repository, 'ignore');
  writeFileSync(ignore, '*.h5\n*.keras\n');
  const ignored = git(
    '-c',
    `core.excludesFile=${ignore}`,
    'check-ignore',
    'models/glyphs/a.h5',
    'identity.txt',
  );
  expect(ignored).toBe('identity.txt');
});

it('has one folder for each practice task', () => {
  const folders = readdirSync(join(ROOT, 'template', 'models')).filter((name) => !name.startsWith('.'));
  expect(folders.sort()).toEqual(PRACTICE_TASKS.map(({ id }) => id).sort());
});

it('ships a submission.yml that names nothing and is valid', () => {
  const bytes = readFileSync(join(ROOT, 'template', 'submission.yml'));
  expect(parseManifest(bytes, [])).toEqual({ models: new Map(), tokenizers: new Map() });
});
