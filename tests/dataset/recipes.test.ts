import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  assertLocal,
  type Download,
  openDownload,
  RECIPES,
  type Recipe,
  sourceNote,
} from '../../src/dataset/index.ts';
import { bytes, folderOf, problemOf } from './data.ts';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

const FILE: Download = {
  kind: 'file',
  url: 'https://example.org/x.csv',
  name: 'x.csv',
  sha256: sha256('a,b\n'),
};
const CONTENT = { 'a/1.txt': 'one', 'b/2.txt': 'two' };
/** `find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` */
const LISTING = sha256(`${sha256('one')}  a/1.txt\n${sha256('two')}  b/2.txt\n`);
const FOLDER: Download = { kind: 'folder', url: 'https://example.org/x.zip', name: 'Data', sha256: LISTING };

/** As GitHub packs a commit: in one folder, with what else is there. */
const archive = (content: Readonly<Record<string, string>>) =>
  zipSync(
    Object.fromEntries([
      ['x-57ec275/README.md', bytes('hello')],
      ['x-57ec275/Data/', new Uint8Array()],
      ...Object.entries(content).map(([path, text]) => [`x-57ec275/Data/${path}`, bytes(text)]),
    ]),
  );

describe('a download', () => {
  it('is the file or the folder that the recipe means', () => {
    expect(openDownload(FILE, bytes('a,b\n'))).toEqual(new Map([['x.csv', bytes('a,b\n')]]));
    const files = openDownload(FOLDER, archive(CONTENT));
    expect([...files.keys()].toSorted()).toEqual(['Data/a/1.txt', 'Data/b/2.txt']);
  });

  it.each([
    ['a file that was changed', () => openDownload(FILE, bytes('a,c\n'))],
    ['a member that was changed', () => openDownload(FOLDER, archive({ ...CONTENT, 'a/1.txt': 'One' }))],
    ['a member more', () => openDownload(FOLDER, archive({ ...CONTENT, 'c/3.txt': 'three' }))],
    ['a member that climbs out', () => openDownload(FOLDER, archive({ ...CONTENT, '../../4.txt': 'four' }))],
    ['another folder', () => openDownload({ ...FOLDER, name: 'Dat' }, archive(CONTENT))],
  ])('is refused with %s', async (_what, open) => {
    expect(await problemOf(open)).toMatchObject({ code: 'dataset/hash-mismatch' });
  });

  it('is refused when it is no archive', async () => {
    expect(await problemOf(() => openDownload(FOLDER, bytes('<html>')))).toMatchObject({
      code: 'dataset/unreadable',
    });
  });
});

describe('files on this machine', () => {
  const local = () => folderOf({ 'x.csv': 'a,b\n', 'Data/a/1.txt': 'one', 'Data/b/2.txt': 'two' });

  it('are held against the same hashes', async () => {
    await assertLocal(FILE, local());
    await assertLocal(FOLDER, local());
    const changed = folderOf({ 'x.csv': 'a,b', 'Data/a/1.txt': 'one' });
    for (const download of [FILE, FOLDER]) {
      expect(await problemOf(() => assertLocal(download, changed))).toMatchObject({
        code: 'dataset/hash-mismatch',
      });
    }
  });

  it('are missed by name', async () => {
    const problem = await problemOf(() => assertLocal(FILE, folderOf({})));
    expect(problem).toMatchObject({ code: 'dataset/unreadable', message: expect.stringContaining('x.csv') });
  });
});

describe.each(Object.entries<Recipe>(RECIPES))('the recipe %s', (_name, recipe) => {
  it('pins a commit and a hash, and names source, licence and authors', () => {
    expect(recipe.download.url).toMatch(/^https:\/\/\S+\/[0-9a-f]{40}(?:\/|$)/);
    expect(recipe.download.sha256).toMatch(/^[0-9a-f]{64}$/);
    const note = sourceNote(recipe);
    for (const part of [recipe.homepage, recipe.licence.url, recipe.credit]) expect(note).toContain(part);
  });
});
