import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import { installFailed } from './failure.ts';
import type { Pins } from './pins.ts';
import { installedIn, packageIn, RECORD } from './place.ts';
import { requireTools, run } from './run.ts';
import { type Source, stageTensorflow } from './tensorflow.ts';

export interface InstallOptions extends Source {
  readonly pins: Pins;
  /** Where it belongs. */
  readonly place: string;
  /** Called when a part begins that takes seconds, with what it is. */
  readonly progress?: (part: string) => void;
}

/**
 * Install the native engine, unless it is there: the binding from npm, TensorFlow from a wheel, an addon built from source between
 * them. Everything happens in a folder beside the place, which takes its name only when it has computed.
 *
 * @returns the folder of `@tensorflow/tfjs-node`
 * @throws {FivefoldError} engine/unavailable on another system; engine/tool-missing; engine/hash-mismatch; engine/install-failed; file/unreadable
 */
export async function install(options: InstallOptions): Promise<string> {
  const { place } = options;
  const known = await installedIn(place);
  if (known !== undefined) return known;
  requirePlatform(process.platform, process.arch);
  await requireTools(toolsFor(options));
  await mkdir(dirname(place), { recursive: true });
  const draft = await mkdtemp(`${place}-`);
  try {
    await build(draft, options);
    await moveTo(place, draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return packageIn(place);
}

/** @throws {FivefoldError} engine/unavailable */
export function requirePlatform(platform: string, arch: string): void {
  if (platform === 'linux' && arch === 'x64') return;
  throw new FivefoldError({
    code: 'engine/unavailable',
    message: `TensorFlow's libraries are pinned for Linux on x64, and this is ${platform} on ${arch}.`,
    hint: 'Use the wasm engine, which runs everywhere, or name a tfjs-node of your own in FIVEFOLD_TFJS_NODE.',
  });
}

function toolsFor({ python, wheel }: InstallOptions): readonly (readonly string[])[] {
  return [
    ['npm', '--version'],
    [python, '--version'],
    ...(wheel === undefined ? [[python, '-m', 'pip', '--version']] : []),
    ['make', '--version'],
    [process.env.CXX || 'g++', '--version'],
  ];
}

async function build(draft: string, { pins, progress, ...source }: InstallOptions): Promise<void> {
  progress?.('Getting tfjs-node');
  for (const name of ['package.json', 'package-lock.json'])
    await cp(join(pins.folder, name), join(draft, name));
  // Not even the scripts of pinned packages: the one of tfjs-node downloads a library without a checksum.
  await run('getting tfjs-node', [
    'npm',
    'ci',
    '--prefix',
    draft,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);
  const folder = packageIn(draft);
  progress?.('Getting TensorFlow');
  const origin = await stageTensorflow(source, pins, join(folder, 'deps'));
  progress?.('Building the addon');
  await run('building the addon', ['npm', 'run', '--prefix', folder, '--silent', 'build-addon-from-source']);
  await tryOut(folder);
  await rm(join(folder, 'deps', 'wheel'), { recursive: true, force: true });
  const record = { tfjsNode: pins.tfjsNode, ...origin, node: process.version };
  await writeFile(join(draft, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** tfjs-node 4.22 asks Node for a function that is gone from 23 on, as `startNative` knows, too. */
const TRIAL = `
require('node:util').isNullOrUndefined ??= (value) => value == null;
console.log(require(process.argv[1]).add(40, 2).dataSync()[0]);
`;

/** Does it load, and compute? */
async function tryOut(folder: string): Promise<void> {
  const answer = await run('trying the addon', [process.execPath, '--eval', TRIAL, folder]);
  if (answer.trim() !== '42') throw installFailed('trying the addon', `40 + 2 was ${answer.trim()}.`);
}

/** Whoever installed it in the meantime has installed the same. */
async function moveTo(place: string, draft: string): Promise<void> {
  await rename(draft, place).catch(async (cause: unknown) => {
    if ((await installedIn(place)) === undefined) throw installFailed(`moving it to ${place}`, String(cause));
  });
}
