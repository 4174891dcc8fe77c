import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';

/** CI has every peer; there, a missing one is a failure and not a skip. */
const required = process.env.FIVEFOLD_REQUIRE_PEERS === '1';

function works(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** A Python that can import NumPy: `FIVEFOLD_PYTHON`, or the first on the path that can. */
const python = [process.env.FIVEFOLD_PYTHON, 'python3', 'python'].find(
  (command) => command && works(command, '-c', 'import numpy'),
);
const age = works('age', '--version') && works('age-keygen', '--version');

const openssl = works('openssl', 'version');

/** A suite that needs the `openssl` command. */
export const describeWithOpenssl = suite('OpenSSL', openssl);
/** A suite that needs NumPy. Without it, the suite is skipped under a title that says so. */
export const describeWithNumpy = suite('NumPy', python !== undefined);
/** A suite that needs the `age` and `age-keygen` commands. */
export const describeWithAge = suite('age', age);
/** A suite that needs both. */
export const describeWithAgeAndNumpy = suite('age and NumPy', age && python !== undefined);

/** Chromium: `CHROMIUM`, or the first on the path. */
const chromium = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome']
  .map((command) => command && spawnSync('which', [command], { encoding: 'utf8' }).stdout?.trim())
  .find((path) => path);

/** A suite that needs Chromium, and is told where it is. */
export function describeWithChromium(title: string, body: (executable: string) => void): void {
  suite('Chromium', chromium !== undefined)(title, () => body(chromium ?? 'chromium'));
}

/** A suite that needs something else. Without it, the suite is skipped under a title that says so. */
export function suite(peer: string, present: boolean) {
  return (title: string, body: () => void): void => {
    if (present || required) describe(title, body);
    // A skipped suite still runs its body, which may ask the peer for what its tests are about.
    else it.skip(`${title} (skipped: ${peer} is not installed)`);
  };
}

/** Run a command on files in a fresh folder; answer the files it leaves there. */
export function inFolder(
  files: Readonly<Record<string, Uint8Array | string>>,
  run: (folder: string) => void,
): (name: string) => Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'fivefold-peer-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    run(folder);
    const left = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
    return (name) => new Uint8Array(left.get(name) ?? []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Run Python with NumPy as `np` in a folder; what it prints. */
export function runPython(folder: string, script: string): string {
  return run(folder, python ?? 'python3', ['-c', `import json, numpy as np\n${script}`]);
}

export function run(folder: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}
