import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The architecture, enforced. Each rule is a function from one file and one import to a complaint; docs/architecture.md
 * draws the same picture for people.
 */
interface Import {
  /** Path of the importing file from the root, like `src/score/index.ts`. */
  readonly from: string;
  /** Path of the imported file from the root, or the name of a package. */
  readonly to: string;
}

type Rule = (link: Import) => boolean;

const ROOT = join(import.meta.dirname, '..');
const FOUNDATIONS = ['formats', 'github', 'kernels'];
const SHELLS = ['action.ts', 'cli.ts', 'cli', 'action'];
/** What runs beside a stranger's model: the process that reads it, and threads that compute. */
const INSIDE = ['src/sandbox/worker.ts', 'src/sandbox/thread.ts'];
const MAX_LINES = 300;

const sources = globSync('src/**/*.ts', { cwd: ROOT }).sort();
const everything = globSync('{src,tests,scripts,bench}/**/*.ts', { cwd: ROOT }).sort();
const imports = sources.flatMap((path) => importsOf(path, readFileSync(join(ROOT, path), 'utf8')));

/** By title: what is not allowed. */
const FORBIDDEN: Readonly<Record<string, Rule>> = {
  'domain/ imports nothing': ({ from, to }) => folderOf(from) === 'domain' && folderOf(to) !== 'domain',

  'formats/, github/ and kernels/ import nothing of ours but domain/': ({ from, to }) =>
    FOUNDATIONS.includes(folderOf(from)) && isOurs(to) && !['domain', folderOf(from)].includes(folderOf(to)),

  'a stage imports no other stage, only domain/, formats/, github/ and kernels/ (and what runs in the sandbox model/)':
    ({ from, to }) =>
      isStage(folderOf(from)) &&
      isOurs(to) &&
      !['domain', ...FOUNDATIONS, folderOf(from)].includes(folderOf(to)) &&
      !(INSIDE.includes(from) && folderOf(to) === 'model'),

  'nothing imports the two shells': ({ from, to }) =>
    SHELLS.includes(folderOf(to)) && !SHELLS.includes(folderOf(from)),

  '@actions/* only in action.ts and publish/': ({ from, to }) =>
    to.startsWith('@actions/') && !['action.ts', 'action', 'publish'].includes(folderOf(from)),

  'age-encryption only in hidden/': ({ from, to }) =>
    to.startsWith('age-encryption') && folderOf(from) !== 'hidden',

  'jose only in proof/': ({ from, to }) => to === 'jose' && folderOf(from) !== 'proof',

  'TensorFlow.js only in model/ and sandbox/worker.ts': ({ from, to }) =>
    to.startsWith('@tensorflow/') && folderOf(from) !== 'model' && from !== 'src/sandbox/worker.ts',
};

describe('imports', () => {
  it.each(Object.entries(FORBIDDEN))('%s', (_title, forbidden) => {
    expect(complaints(imports, forbidden)).toEqual([]);
  });
});

describe('files', () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = everything.filter((path) => linesOf(path).length > MAX_LINES);
    expect(long.map((path) => `${path}: ${linesOf(path).length} lines`)).toEqual([]);
  });

  it('have no default exports', () => {
    const faulty = everything.filter((path) =>
      linesOf(path).some((line) => line.startsWith('export default')),
    );
    expect(faulty).toEqual([]);
  });

  it('lie in folders named after what they do, not in utils/ or helpers/', () => {
    expect(everything.filter((path) => /\/(utils?|helpers?|common|misc)[/.]/.test(path))).toEqual([]);
  });
});

describe('the rules themselves', () => {
  const broken: readonly [string, string, string][] = [
    ['domain/ imports nothing', 'src/domain/exam.ts', `import { z } from 'zod';`],
    ['formats/, github/', 'src/formats/npy.ts', `import type { Model } from '../model/index.ts';`],
    ['a stage imports no other stage', 'src/score/index.ts', `export { measure } from '../metric/index.ts';`],
    ['a stage imports no other stage', 'src/sandbox/host.ts', `await import('../model/index.ts');`],
    ['nothing imports the two shells', 'src/report/index.ts', `import '../cli.ts';`],
    ['@actions/*', 'src/report/index.ts', `import * as core from '@actions/core';`],
    ['age-encryption', 'src/cli.ts', `import {\n  Decrypter,\n} from 'age-encryption';`],
    ['jose only in proof/', 'src/action.ts', `import { SignJWT } from 'jose';`],
    ['TensorFlow.js', 'src/sandbox/host.ts', `import type { Tensor } from '@tensorflow/tfjs-core';`],
  ];

  it.each(broken)('notice a broken one: %s in %s', (title, path, text) => {
    const rule = Object.entries(FORBIDDEN).find(([name]) => name.startsWith(title))?.[1];
    expect(rule && complaints(importsOf(path, text), rule)).toHaveLength(1);
  });

  it('allow what the design allows, and read no import out of prose', () => {
    const worker = importsOf('src/sandbox/worker.ts', `import { loadModel } from '../model/index.ts';`);
    const prose = importsOf('src/score/index.ts', `/** Never import x from '../metric/index.ts'. */\n`);
    const links = [...worker, ...prose];
    expect(Object.values(FORBIDDEN).flatMap((rule) => complaints(links, rule))).toEqual([]);
  });
});

/** Everything that a file imports or exports from, types included: the formatter keeps statements at line starts. */
function importsOf(from: string, text: string): readonly Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const patterns = [
    /^(?:import|export)\b[^;'"]*?\bfrom\s+'([^']+)'/gm,
    /^import\s+'([^']+)'/gm,
    /\bimport\(\s*'([^']+)'\s*\)/g,
  ];
  const names = patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
  return names.map((name) => ({ from, to: resolve(from, name) }));
}

function resolve(from: string, name: string): string {
  return name.startsWith('.') ? posix.join(posix.dirname(from), name) : name;
}

function complaints(links: readonly Import[], forbidden: Rule): readonly string[] {
  return links.filter(forbidden).map(({ from, to }) => `${from} imports ${to}`);
}

function isOurs(to: string): boolean {
  return to.startsWith('src/');
}

/** `src/score/index.ts` → `score`; `src/cli.ts` → `cli.ts`; a package → its name. */
function folderOf(path: string): string {
  return isOurs(path) ? (path.split('/')[1] ?? '') : path;
}

/** A folder of `src/` that is one step of the way of the data. */
function isStage(folder: string): boolean {
  return !folder.endsWith('.ts') && !['domain', 'cohort', ...FOUNDATIONS, ...SHELLS].includes(folder);
}

function linesOf(path: string): readonly string[] {
  return readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n');
}
