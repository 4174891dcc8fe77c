import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPILED_IN } from '../../scripts/bundle/compiled-in.ts';
import { assertAllowed } from '../../scripts/bundle/licenses.ts';
import { ROOT } from '../workflows/read.ts';

/** Two builds on two machines, as far as one machine can pretend: each really builds, in a process of its own. */
const run = promisify(execFile);

let folder: string;
/** Hashes of a build, by path. */
let here: ReadonlyMap<string, string>;
let elsewhere: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-builds-'));
  const [checkout, another] = [join(folder, 'checkout'), join(folder, 'other folder/of another name')];
  await checkOut(ROOT, checkout);
  await checkOut(checkout, another);
  here = await build(checkout, 'here', {});
  await mkdir(join(folder, 'tmp'));
  elsewhere = await build(another, 'elsewhere', {
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    TZ: 'Pacific/Kiritimati',
    LANG: 'tr_TR.UTF-8',
    LC_ALL: 'tr_TR.UTF-8',
    SOURCE_DATE_EPOCH: '0',
    GOMAXPROCS: '1',
    UV_THREADPOOL_SIZE: '1',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The packages stay where they are: a link to them must make no difference. */
async function checkOut(from: string, to: string): Promise<void> {
  const isSource = (path: string) => !path.includes('__pycache__');
  for (const name of ['src', 'scripts', 'package.json', 'package-lock.json', 'LICENSE', 'tsconfig.json'])
    await cp(join(from, name), join(to, name), { recursive: true, filter: isSource });
  await symlink(join(ROOT, 'node_modules'), join(to, 'node_modules'));
}

/** With its own idea of who may read files: a umask is nothing that a build may depend on. */
async function build(
  root: string,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, string>> {
  const umask = name === 'here' ? '022' : '077';
  const script = `umask ${umask} && exec "$0" scripts/build.ts --to "$1"`;
  const to = join(folder, name);
  await run('sh', ['-c', script, process.execPath, to], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  });
  const entries = await readdir(to, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashed = paths.map(async (path) => [relative(to, path), sha256(await readFile(path))] as const);
  return new Map((await Promise.all(hashed)).sort());
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const read = (path: string) => readFile(join(folder, 'here', path), 'utf8');

describe('dist/', () => {
  it('[T-85] is the same bytes from another folder, home, time zone, language, umask and number of processors', () => {
    expect(here.size).toBeGreaterThan(10);
    expect([...elsewhere]).toEqual([...here]);
  });

  it('[T-85] names no folder of the machine that built it', async () => {
    for (const path of here.keys()) {
      const text = await readFile(join(folder, 'elsewhere', path), 'latin1');
      expect([path, text.includes(folder), text.includes(ROOT)]).toEqual([path, false, false]);
    }
  });
});

describe('the licence notice', () => {
  it('[T-83] covers every bundled package and what is compiled into its WebAssembly', async () => {
    const [notice, sbom] = [await read('LICENSES.txt'), JSON.parse(await read('sbom.cdx.json'))];
    for (const { name, version } of sbom.components) expect(notice).toContain(`\n${name} ${version} (`);
    for (const [host, libraries] of Object.entries(COMPILED_IN))
      for (const { name } of libraries) expect(notice).toContain(`\n${name}, compiled into ${host} (`);
    const [, ...entries] = notice.split(/^={78}$/m);
    const withoutText = entries.filter((entry) => entry.trim().split('\n').length < 3);
    expect(withoutText.filter((entry) => !entry.includes('LLVM-exception'))).toEqual([]);
  });

  it('[T-83] refuses a licence that asks for more than a notice, or that nobody has read', () => {
    expect(() => assertAllowed({ name: 'a', license: 'MIT' })).not.toThrow();
    for (const license of [
      'GPL-3.0-only',
      'AGPL-3.0',
      'UNLICENSED',
      'SEE LICENSE IN LICENSE.txt',
      'MIT AND GPL-2.0',
    ])
      expect(() => assertAllowed({ name: 'a', license })).toThrow(license);
  });

  it('[T-83] lists what the binaries say they are made of', async () => {
    const hdf5 = await readFile(join(folder, 'here/h5wasm.wasm'), 'latin1');
    const libraries = COMPILED_IN.h5wasm?.map(({ name }) => name);
    expect(/I\/O filters \(external\):\s+([A-Z ]+)/.exec(hdf5)?.[1]?.trim()).toBe('DEFLATE DECODE ENCODE');
    expect(libraries).toEqual(expect.arrayContaining(['HDF5', 'zlib', 'libaec']));
    const tensors = await readFile(join(folder, 'here/tfjs-backend-wasm-simd.wasm'), 'latin1');
    expect(tensors).toContain('xnn_create_');
  });
});

describe('the bill of materials', () => {
  it('[T-84] is valid CycloneDX 1.6, and the validator refuses what is not', async () => {
    const validate = await cycloneDx();
    const sbom = JSON.parse(await read('sbom.cdx.json'));
    expect(validate(sbom), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...sbom, components: [{ type: 'library' }] })).toBe(false);
  });

  it('[T-84] gives every package the hash under which it is locked, and lists no more than is bundled', async () => {
    const { components } = JSON.parse(await read('sbom.cdx.json'));
    const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
    const locked = new Set(
      Object.values<{ version: string; integrity?: string }>(packages).map(
        ({ version, integrity = '' }) =>
          `${version} ${Buffer.from(integrity.slice(7), 'base64').toString('hex')}`,
      ),
    );
    for (const { version, hashes } of components) expect(locked).toContain(`${version} ${hashes[0].content}`);
    const names = components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['h5wasm', '@tensorflow/tfjs-core', 'age-encryption', 'zod']),
    );
    expect(names).not.toContain('vitest');
  });
});

/** The schema as the CycloneDX library carries it. International mail addresses, which we have none of, are not checked. */
async function cycloneDx() {
  const schemas = join(ROOT, 'node_modules/@cyclonedx/cyclonedx-library/res/schema');
  const schema = async (name: string) =>
    JSON.parse(await readFile(join(schemas, `${name}.SNAPSHOT.schema.json`), 'utf8'));
  const ajv = new Ajv({ strict: false, formats: { 'idn-email': true } });
  addFormats.default(ajv);
  ajv.addSchema(await schema('spdx'), 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json');
  ajv.addSchema(await schema('jsf-0.82'), 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json');
  return ajv.compile(await schema('bom-1.6'));
}
