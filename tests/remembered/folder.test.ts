import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_REMEMBERED_BYTES } from '../../src/domain/limits.ts';
import { openFolder } from '../../src/remembered/folder.ts';

const NAME = 'a'.repeat(64);
const FILE = `${NAME}.sealed`;
const SEALED = Uint8Array.of(1, 2, 3);
const DAY_MS = 86_400_000;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-remembered-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function age(name: string, days: number): Promise<void> {
  const then = new Date(Date.now() - days * DAY_MS);
  await utimes(join(folder, name), then, then);
}

describe('a folder of results', () => {
  it('is made where there is none, and gives back what it was given', async () => {
    const shelf = await openFolder(join(folder, 'deep', 'er'));
    expect(await shelf.get(NAME)).toBeUndefined();
    await shelf.put(NAME, SEALED);
    expect(await (await openFolder(join(folder, 'deep', 'er'))).get(NAME)).toEqual(SEALED);
    expect((await stat(join(folder, 'deep', 'er', FILE))).mode & 0o777).toBe(0o600);
  });

  it('[T-92] is never seen with half of an entry, however many write it at once', async () => {
    const shelves = await Promise.all(Array.from({ length: 8 }, () => openFolder(folder)));
    const whole = new Set<string>();
    const versions = shelves.map((_, i) => new Uint8Array(MAX_REMEMBERED_BYTES).fill(i));
    await Promise.all(
      shelves.flatMap((shelf, i) => [
        shelf.put(NAME, versions[i] ?? SEALED),
        shelf.get(NAME).then((read) => read && whole.add(`${read.length} ${new Set(read).size}`)),
      ]),
    );
    whole.add(`${(await shelves[0]?.get(NAME))?.length} 1`);
    expect([...whole]).toEqual([`${MAX_REMEMBERED_BYTES} 1`]);
    expect(await readdir(folder)).toEqual([FILE]);
  });

  it.each<[what: string, plant: (path: string) => Promise<void>]>([
    ['a link to a file of the machine', (path) => symlink('/etc/hostname', path)],
    ['a link to itself', (path) => symlink(path, path)],
    ['a pipe that nobody writes to', async (path) => void execFileSync('mkfifo', [path])],
    ['a gigabyte', async (path) => writeFile(path, '').then(() => truncate(path, 2 ** 30))],
  ])('[T-92] reads nothing out of %s, and puts its own in its place', async (_, plant) => {
    const shelf = await openFolder(folder);
    await plant(join(folder, FILE));
    expect(await shelf.get(NAME)).toBeUndefined();
    await shelf.put(NAME, SEALED);
    expect(await shelf.get(NAME)).toEqual(SEALED);
    expect(existsSync('/etc/hostname')).toBe(true);
  });

  it('[T-92] does without an entry where a folder has its name', async () => {
    const shelf = await openFolder(folder);
    await mkdir(join(folder, FILE));
    await shelf.put(NAME, SEALED);
    expect(await shelf.get(NAME)).toBeUndefined();
    expect(await readdir(folder)).toEqual([FILE]);
  });

  it('[T-92] keeps what was used last, and forgets what nobody has used for long', async () => {
    const names = Array.from({ length: 6 }, (_, i) => `${i}`.repeat(64));
    const shelf = await openFolder(folder);
    for (const [i, name] of names.entries()) {
      await shelf.put(name, SEALED);
      await age(`${name}.sealed`, i);
    }
    // Needed again: the oldest is now the newest.
    await shelf.put('5'.repeat(64), SEALED);
    await openFolder(folder, { entries: 4, days: 2.5 });
    expect((await readdir(folder)).map((name) => name[0]).sort()).toEqual(['0', '1', '2', '5']);
    await openFolder(folder, { entries: 2, days: 100 });
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('takes away what a grader left unfinished, and nothing that is not its own', async () => {
    const unfinished = `${FILE}.01234567-89ab-cdef-0123-456789abcdef`;
    for (const name of [unfinished, 'thesis.docx', 'short.sealed']) {
      await writeFile(join(folder, name), 'x');
      await age(name, 1_000);
    }
    await openFolder(folder);
    expect((await readdir(folder)).sort()).toEqual(['short.sealed', 'thesis.docx']);
    expect(await readFile(join(folder, 'thesis.docx'), 'utf8')).toBe('x');
  });

  it('is refused where it cannot be', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'file/unwritable' });
  });
});
