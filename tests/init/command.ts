import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';

const CLI = resolve(import.meta.dirname, '../../src/cli.ts');

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run a command in a folder, to its end. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const options = { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
  return new Promise((settle) => {
    const child = execFile(command, args, options, (_error, stdout, stderr) =>
      settle({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** The command line, from its sources. */
export function fivefold(cwd: string, ...args: string[]): Promise<Ended> {
  return run(process.execPath, [CLI, ...args], cwd);
}

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'fivefold-init-'));
}

/** Every file of a folder, by path from it. */
export function readAll(folder: string): Record<string, Uint8Array> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.sort().map((file) => [relative(folder, file).replaceAll(sep, '/'), readFileSync(file)]),
  );
}
