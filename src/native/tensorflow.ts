import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FivefoldError } from '../domain/errors.ts';
import { hashMismatch } from './failure.ts';
import { type Pins, REQUIREMENTS } from './pins.ts';
import { run } from './run.ts';

/** Which of the wheels pip gets, whatever Python runs it: the library inside is the same. */
const ANY_LINUX_WHEEL = [
  ...['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312'],
  ...['--platform', 'manylinux_2_27_x86_64'],
];

/** TensorFlow's libraries, by the names that the addon is linked against. Wheels hold the C API in the library of the C++ API. */
const LIBRARIES = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
} as const;

export interface Source {
  /** A wheel, or the folder of the package `tensorflow` of an environment, instead of a download. */
  readonly wheel?: string | undefined;
  readonly python: string;
}

/** Where TensorFlow came from; the hash is that of its wheel. */
export interface Origin {
  readonly tensorflow: string;
  readonly sha256?: string;
}

/**
 * Put headers and libraries into `deps`, where the addon is built against them. A folder that was given is believed and linked
 * to; a wheel is unpacked only when its hash is one of the pinned.
 *
 * @throws {FivefoldError} engine/hash-mismatch; engine/install-failed; file/unreadable
 */
export async function stageTensorflow({ wheel, python }: Source, pins: Pins, deps: string): Promise<Origin> {
  if (wheel !== undefined && (await isFolder(wheel))) {
    const folder = await realpath(wheel);
    await linkInto(deps, folder);
    return { tensorflow: folder };
  }
  const file = wheel ?? (await download(python, pins, join(deps, 'wheel')));
  const sha256 = await hashOf(file);
  if (!pins.wheels.has(sha256)) throw hashMismatch(file);
  await run('unpacking TensorFlow', [python, join(pins.folder, 'unpack.py'), file, deps]);
  await linkInto(deps, join('..', 'tensorflow'));
  return { tensorflow: pins.tensorflow, sha256 };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    const message = `${path} cannot be read.`;
    throw new FivefoldError({ code: 'file/unreadable', message, hint: 'Check the path.' }, { cause });
  });
  return found.isDirectory();
}

/** pip asks whatever index the user has configured, and checks the hash itself before it keeps the file. */
async function download(python: string, { folder }: Pins, into: string): Promise<string> {
  const command = [python, '-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input'];
  const what = ['--no-deps', '--only-binary=:all:', '--require-hashes', '-r', join(folder, REQUIREMENTS)];
  await run('downloading TensorFlow', [...command, ...what, ...ANY_LINUX_WHEEL, '--dest', into]);
  const [name = ''] = await readdir(into);
  return join(into, name);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** @param from the folder of TensorFlow: absolute, or as seen from `deps/lib`, so that all of it can be moved */
async function linkInto(deps: string, from: string): Promise<void> {
  const lib = join(deps, 'lib');
  await mkdir(lib, { recursive: true });
  for (const [name, target] of Object.entries(LIBRARIES)) await symlink(join(from, target), join(lib, name));
  await symlink(join(from.replace(/^\.\.\//, ''), 'include'), join(deps, 'include'));
}
