import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HiddenLocation } from '../../src/domain/exam.ts';
import { readHiddenFolder } from '../../src/hidden/index.ts';
import { TASK } from './sample.ts';

const sha256 = '0'.repeat(64);

describe('readHiddenFolder', () => {
  let root = '';
  let folder = '';
  const read = (hidden: HiddenLocation, id = 'digits') => readHiddenFolder(folder, { ...TASK, id, hidden });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'fivefold-hidden-'));
    folder = join(root, 'sets');
    await mkdir(join(folder, 'deep'), { recursive: true });
    await writeFile(join(root, 'outside.age'), 'outside');
    await writeFile(join(folder, 'deep', 'named.age'), 'deep');
    await writeFile(join(folder, 'plain.age'), 'plain');
    await writeFile(join(folder, 'digits.npz.age'), 'digits');
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each<[string, HiddenLocation, string]>([
    ['at the path that exam.yml names', { path: 'deep/named.age', sha256 }, 'deep'],
    ['under the file name that exam.yml names', { path: 'hidden-tests/plain.age', sha256 }, 'plain'],
    ['under the name of the asset', { asset: { tag: 'v1', name: 'plain.age' }, sha256 }, 'plain'],
    ['as <task>.npz.age', { url: 'https://example.org/x', sha256 }, 'digits'],
  ])('finds a set %s', async (_, location, content) => {
    expect(new TextDecoder().decode(await read(location))).toBe(content);
  });

  it.each(['../outside.age', 'deep/../../outside.age', '..'])(
    'never looks outside the folder: %s',
    async (path) => {
      await expect(read({ path, sha256 }, 'other')).rejects.toMatchObject({ code: 'hidden/missing' });
    },
  );

  it('does not find an absolute path', async () => {
    const path = join(root, 'outside.age');
    await expect(read({ path, sha256 }, 'other')).rejects.toMatchObject({ code: 'hidden/missing' });
  });

  it('says where it has looked', async () => {
    await expect(read({ path: 'a/b.age', sha256 }, 'x')).rejects.toThrow(/a\/b\.age, b\.age, x\.npz\.age/);
  });
});
