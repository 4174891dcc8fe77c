import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import { parseExam } from '../../src/exam/index.ts';
import { confinement, prefixOf } from '../../src/sandbox/confinement.ts';
import { predict } from '../../src/sandbox/host.ts';
import { nativeEngine, requireIsolation } from '../../src/sandbox/native.ts';
import { isolationHere } from '../../src/sandbox/process.ts';
import { readModel } from '../../src/submission/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROBE = fileURLToPath(new URL('./probe.ts', import.meta.url));
const { files: heldBy } = await isolationHere();
const { FIVEFOLD_TFJS_NODE } = process.env;

let folder: string;

/** The layout of the package, built against libraries that lie elsewhere; the libraries themselves are nothing. */
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'fivefold-native-')));
  const libraries = join(folder, 'wheel', 'tensorflow');
  const deps = join(packageFolder(), 'deps', 'lib');
  for (const path of [libraries, deps]) await mkdir(path, { recursive: true });
  await writeFile(join(libraries, 'libtensorflow_cc.so.2'), '');
  await symlink(join(libraries, 'libtensorflow_cc.so.2'), join(deps, 'libtensorflow.so'));
});
afterAll(() => rm(folder, { recursive: true }));

const packageFolder = () => join(folder, 'app', 'node_modules', '@tensorflow', 'tfjs-node');

describe('the native engine', () => {
  it('[T-39] is refused where nothing but Node keeps files from it', () => {
    const held = { network: 'unshare', memory: 'rlimit', cpu: 'rlimit' } as const;
    expect(() => requireIsolation({ ...held, network: 'bwrap', files: 'bwrap' })).not.toThrow();
    for (const files of ['node', 'none'] as const) {
      expect(() => requireIsolation({ ...held, files })).toThrow(
        expect.objectContaining({ code: 'engine/not-isolated' }),
      );
    }
  });

  it('[T-39] may run as this machine can keep it in, or as the exam insists', async () => {
    const here = nativeEngine(packageFolder(), undefined);
    if (heldBy === 'bwrap') await expect(here).resolves.toMatchObject({ kind: 'native' });
    else await expect(here).rejects.toMatchObject({ code: 'engine/not-isolated' });
    expect(await nativeEngine(packageFolder(), 'none')).toEqual({
      kind: 'native',
      tfjsNode: packageFolder(),
      folders: [join(folder, 'app', 'node_modules'), join(folder, 'wheel', 'tensorflow')],
    });
  });

  it('that is not installed is said to be missing', async () => {
    const nowhere = nativeEngine(join(folder, 'nowhere'), 'none');
    await expect(nowhere).rejects.toMatchObject({ code: 'engine/unavailable' });
  });

  it('[T-39] is insisted on in exam.yml by `isolation: none`, and by nothing else', () => {
    const exam = (isolation: string) => () =>
      parseExam(new TextEncoder().encode(EXAM + isolation)).exam.isolation;
    expect(exam('')()).toBeUndefined();
    expect(exam('isolation: none\n')()).toBe('none');
    expect(exam('isolation: some\n')).toThrow(expect.objectContaining({ code: 'exam/invalid' }));
  });
});

describe.skipIf(heldBy !== 'bwrap')(
  'code that has left Node’s permissions behind (skipped without bubblewrap)',
  () => {
    it('[T-39] finds no environment, files, processes, programs or network of this machine', async () => {
      const view = { files: [ROOT, process.execPath], folder: ROOT, addons: true };
      const held = await confinement([process.execPath, '--version'], view);
      const [file = '', ...prefix] = prefixOf(held, view, { memoryBytes: 2 ** 30, cpuSeconds: 60 });
      const probe = spawn(file, [...prefix, process.execPath, PROBE], {
        env: { FIVEFOLD_CANARY: 'AGE-SECRET-KEY-1CANARY' },
        stdio: ['pipe', 'ignore', 'inherit', 'pipe', 'pipe'],
      });
      const [job, , , answer] = probe.stdio as unknown as [Writable, null, null, Readable];
      const targets = { port: 9, dns: 9, socket: join(folder, 'socket'), file: join(ROOT, 'written') };
      job.end(JSON.stringify({ ...targets, host: process.pid }));
      expect(JSON.parse(await text(answer))).toMatchObject({
        environment: [],
        readPasswd: 'ENOENT',
        readEnvironmentOfHost: 'ENOENT',
        list: 'ENOENT',
        write: 'EROFS',
        childProcess: 'ENOENT',
        signal: 'ESRCH',
        tcp: 'ECONNREFUSED',
        dns: 'ECONNREFUSED',
        socket: 'ENOENT',
      });
    });
  },
);

describe.skipIf(!FIVEFOLD_TFJS_NODE)('a model on TensorFlow (skipped without FIVEFOLD_TFJS_NODE)', () => {
  it('predicts in the worker what it predicts on wasm', async () => {
    const engine = await nativeEngine(FIVEFOLD_TFJS_NODE, heldBy === 'bwrap' ? undefined : 'none');
    const model = await readModel(`${submissionFolder('keras3')}/models/tabular/model.keras`);
    const inputs = {
      dtype: 'float32',
      shape: [2, 6],
      data: Float32Array.from({ length: 12 }, (_, i) => i / 4),
    } as const;
    const job = { model, inputs, output: { shape: [1], kind: 'values' } } as const;
    const [wasm, native] = [await predict(job), await predict(job, undefined, engine)];
    if (wasm.kind !== 'predicted' || native.kind !== 'predicted')
      throw new Error(JSON.stringify([wasm, native]));
    const distance = wasm.predictions.data.map((value, i) =>
      Math.abs(value / (native.predictions.data[i] ?? 0) - 1),
    );
    expect(Math.max(...distance)).toBeLessThan(1e-5);
  });
});

const EXAM = `version: 1
id: spring
title: Spring
tasks:
  - id: digits
    title: Digits
    input: { shape: [4] }
    output: { shape: [10], kind: classes }
    metric: accuracy
    thresholds: { 2: 0.5, 3: 0.6, 4: 0.7, 5: 0.8 }
    hidden: { path: hidden.age, sha256: ${'ab'.repeat(32)} }
`;
