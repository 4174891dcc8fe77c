import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { FivefoldError } from '../domain/errors.ts';
import {
  MAX_CONCURRENT_REQUESTS,
  MAX_REMEMBERED,
  MAX_REMEMBERED_BYTES,
  MAX_REMEMBERED_DAYS,
} from '../domain/limits.ts';
import type { Shelf } from './index.ts';

const SUFFIX = '.sealed';
/** Of ours alone: whatever else lies in the folder is never read, and never removed. */
const OURS = /^[0-9a-f]{64}\.sealed(?:\.[0-9a-f-]{36})?$/;
const DAY_MS = 86_400_000;
/** `O_NONBLOCK`: a pipe that somebody put there must not keep us waiting. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What a folder keeps when it is opened. */
export interface Bounds {
  readonly entries: number;
  /** Since an entry was last used. */
  readonly days: number;
}

const BOUNDS: Bounds = { entries: MAX_REMEMBERED, days: MAX_REMEMBERED_DAYS };

/**
 * A folder of sealed results, bounded in number, size and age: what was not used for longest goes first. Several graders may
 * use it at once. Nothing in it is believed but by its seal.
 *
 * @throws {FivefoldError} `file/unwritable` it cannot be made
 */
export async function openFolder(directory: string, bounds: Bounds = BOUNDS): Promise<Shelf> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await tidy(directory, bounds);
  } catch (cause) {
    throw unusable(directory, cause);
  }
  const placeOf = (name: string) => join(directory, `${name}${SUFFIX}`);
  return {
    get: (name) => read(placeOf(name)).catch(() => undefined),
    put: (name, sealed) => write(placeOf(name), sealed).catch(() => undefined),
  };
}

async function read(path: string): Promise<Uint8Array | undefined> {
  const handle = await open(path, READ);
  try {
    const status = await handle.stat();
    if (!status.isFile() || status.size > MAX_REMEMBERED_BYTES) return undefined;
    return new Uint8Array(await handle.readFile());
  } finally {
    await handle.close();
  }
}

/** What is there already was used just now. Otherwise whole or not at all: readers never see half of it. */
async function write(path: string, sealed: Uint8Array): Promise<void> {
  const standing = await read(path).catch(() => undefined);
  if (standing && Buffer.from(standing).equals(sealed)) return touch(path);
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, sealed, { flag: 'wx', mode: 0o600 });
    await rename(draft, path);
  } catch (cause) {
    await unlink(draft).catch(() => undefined);
    throw cause;
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}

/** Also takes away what a grader left unfinished, once it is old. */
async function tidy(directory: string, { entries, days }: Bounds): Promise<void> {
  const names = (await readdir(directory)).filter((name) => OURS.test(name));
  const found = await pMap(names, (name) => usedAt(join(directory, name)), IN_PARALLEL);
  const newest = found.flat().sort((a, b) => b.at - a.at);
  const oldest = Date.now() - days * DAY_MS;
  const gone = newest.filter(({ at }, i) => i >= entries || at < oldest);
  await pMap(gone, ({ path }) => unlink(path).catch(() => undefined), IN_PARALLEL);
}

const IN_PARALLEL = { concurrency: MAX_CONCURRENT_REQUESTS };

interface Used {
  readonly path: string;
  /** When, in milliseconds. */
  readonly at: number;
}

/** Nothing where another grader has just taken it away. */
async function usedAt(path: string): Promise<readonly Used[]> {
  const status = await lstat(path).catch(() => undefined);
  return status ? [{ path, at: status.mtimeMs }] : [];
}

function unusable(directory: string, cause: unknown): FivefoldError {
  const message = `The folder ${directory} cannot be used to remember results.`;
  const hint = 'Name a folder that you may write to, or leave it out: everything is then computed.';
  return new FivefoldError({ code: 'file/unwritable', message, hint }, { cause });
}
