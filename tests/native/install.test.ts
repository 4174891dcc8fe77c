import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type InstallOptions,
  install,
  installedIn,
  type Pins,
  placeOf,
  readPins,
} from '../../src/native/index.ts';
import { requirePlatform } from '../../src/native/install.ts';
import { run } from '../../src/native/run.ts';
import { stageTensorflow } from '../../src/native/tensorflow.ts';

const FOLDER = fileURLToPath(new URL('../../native-engine', import.meta.url));
const python = 'python3';

let root: string;
let deps: string;
let pins: Pins;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fivefold-engine-'));
  pins = await readPins(FOLDER);
});
beforeEach(async () => {
  deps = await mkdtemp(join(root, 'deps-'));
});
afterAll(() => rm(root, { recursive: true }));

/** A wheel with what is needed, what is not, and what wants out of the folder. */
async function wheel(): Promise<{ readonly file: string; readonly sha256: string }> {
  const names = [
    'tensorflow/libtensorflow_cc.so.2',
    'tensorflow/libtensorflow_framework.so.2',
    'tensorflow/include/tensorflow/c/c_api.h',
    'tensorflow/include/tensorflow/c/../../../../../evil.h',
    'tensorflow/__init__.py',
    '../evil.so',
    '/tmp/evil.so',
  ];
  const bytes = zipSync(Object.fromEntries(names.map((name) => [name, strToU8(name)])));
  const file = join(await mkdtemp(join(root, 'wheel-')), 'tensorflow_cpu.whl');
  await writeFile(file, bytes);
  return { file, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const refused = (code: string) => expect.objectContaining({ code });

describe('the pinned files', () => {
  it('name every package by its hash, and no host', async () => {
    const lock = await readFile(join(FOLDER, 'package-lock.json'), 'utf8');
    const { '': root, ...packages } = (
      JSON.parse(lock) as { packages: Record<string, { readonly integrity?: string }> }
    ).packages;
    expect(root).toMatchObject({ dependencies: { '@tensorflow/tfjs-node': pins.tfjsNode } });
    expect(Object.keys(packages).length).toBeGreaterThan(0);
    for (const { integrity } of Object.values(packages)) expect(integrity).toMatch(/^sha512-/);
    expect(lock).not.toContain('"resolved"');
    expect(pins.wheels.size).toBeGreaterThan(0);
  });
});

describe('a wheel', () => {
  it('of another hash is refused before anything is unpacked', async () => {
    const { file } = await wheel();
    await expect(stageTensorflow({ wheel: file, python }, pins, deps)).rejects.toEqual(
      refused('engine/hash-mismatch'),
    );
    expect(await readdir(deps)).toEqual([]);
  });

  it('of a pinned hash is unpacked as far as it is needed, and never beside its folder', async () => {
    const { file, sha256 } = await wheel();
    const known = { ...pins, wheels: new Set([sha256]) };
    expect(await stageTensorflow({ wheel: file, python }, known, deps)).toEqual({
      tensorflow: pins.tensorflow,
      sha256,
    });
    const files = await readdir(join(deps, 'tensorflow'), { recursive: true, withFileTypes: true });
    expect(
      files
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['c_api.h', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']);
    // Through the links that the addon is built with.
    expect(await readFile(join(deps, 'lib', 'libtensorflow.so'), 'utf8')).toContain('libtensorflow_cc');
    expect(await readFile(join(deps, 'include', 'tensorflow', 'c', 'c_api.h'), 'utf8')).toContain('c_api');
    expect((await readdir(root)).filter((name) => name.startsWith('evil'))).toEqual([]);
  });

  it('that is not there is told from one that is wrong', async () => {
    const missing = stageTensorflow({ wheel: join(root, 'nowhere.whl'), python }, pins, deps);
    await expect(missing).rejects.toEqual(refused('file/unreadable'));
  });
});

describe('an installation', () => {
  const options = (place: string): InstallOptions => ({ pins, place, python: join(root, 'no-python') });

  it('begins with the tools that it takes, and leaves nothing where one is missing', async () => {
    const place = join(root, 'fresh', 'linux-x64');
    await expect(install(options(place))).rejects.toEqual(
      expect.objectContaining({ code: 'engine/tool-missing', message: expect.stringContaining('no-python') }),
    );
    await expect(readdir(join(root, 'fresh'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is found only once it is whole, and is then not made again', async () => {
    const place = placeOf(pins, { RUNNER_TOOL_CACHE: root, XDG_CACHE_HOME: '/nowhere' });
    await mkdir(place, { recursive: true });
    expect(await installedIn(place)).toBeUndefined();
    await writeFile(join(place, 'installed.json'), '{}');
    expect(place.startsWith(root)).toBe(true);
    expect(await install(options(place))).toBe(await installedIn(place));
  });

  it('is refused where no library is pinned', () => {
    expect(() => requirePlatform('linux', 'x64')).not.toThrow();
    for (const [platform, arch] of [
      ['linux', 'arm64'],
      ['darwin', 'arm64'],
      ['win32', 'x64'],
    ] as const)
      expect(() => requirePlatform(platform, arch)).toThrow(refused('engine/unavailable'));
  });

  it('tells other bytes, as npm and pip say it, from everything else that goes wrong', async () => {
    const ends = (said: string) =>
      run('the step', [
        process.execPath,
        '--eval',
        `console.error(${JSON.stringify(said)}); process.exit(1)`,
      ]);
    for (const said of [
      'npm error code EINTEGRITY',
      'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.',
    ])
      await expect(ends(said)).rejects.toEqual(refused('engine/hash-mismatch'));
    await expect(ends('first\nno space left')).rejects.toEqual(
      expect.objectContaining({
        code: 'engine/install-failed',
        message: expect.stringMatching(/the step failed\. no space left$/),
      }),
    );
  });
});
