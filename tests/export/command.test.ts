import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCommand } from '../../src/cli/export.ts';
import { cardBy, OPEN } from './cards.ts';
import { classroom50Faults, importedByCanvas } from './consumers.ts';

let folder: string;
const inside = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-export-'));
  await writeFile(inside('ada.json'), JSON.stringify(cardBy('ada')));
  await writeFile(inside('bob.json'), JSON.stringify(cardBy('bob')));
  const { submission: _, ...nobodys } = cardBy('');
  await writeFile(inside('eve.json'), JSON.stringify(nobodys));
  await writeFile(inside('open.json'), JSON.stringify(OPEN));
  await writeFile(inside('class.csv'), 'github,Student\nbob,Bob Builder\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What `fivefold export` writes. */
async function exported(...args: readonly string[]): Promise<string> {
  const command = exportCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  await command.parseAsync([...args, '--output', inside('out')], { from: 'user' });
  return readFile(inside('out'), 'utf8');
}

const CLASSROOM50 = [
  ...['--classroom', 'cs', '--assignment', 'exam', '--owner', 'ada', '--submission', 'submit/1'],
  ...['--commit', 'https://github.com/c', '--release', 'https://github.com/r'],
];

describe('fivefold export', () => {
  it('makes one gradebook of many scorecards; a nameless one goes by its file', async () => {
    const files = ['ada', 'bob', 'eve'].map((name) => inside(`${name}.json`));
    const text = await exported(...files, '--format', 'canvas', '--roster', inside('class.csv'));
    expect(importedByCanvas(text).students.map(({ name }) => name)).toEqual(['ada', 'Bob Builder', 'eve']);
  });

  it('makes a result for Classroom 50 of what its runner says', async () => {
    const text = await exported(inside('ada.json'), '--format', 'classroom50', ...CLASSROOM50);
    expect(classroom50Faults(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ owner: 'ada', review: 'https://github.com/c' });
  });

  it.each(['gradescope', 'autograding', 'autograding-annotations', 'junit', 'moodle', 'badge', 'shields'])(
    'writes %s',
    async (format) => {
      expect(await exported(inside('ada.json'), '--format', format)).not.toBe('');
    },
  );

  it.each([
    [
      'two scorecards for a format of one',
      ['ada.json', 'bob.json'],
      ['--format', 'badge'],
      'commander.error',
    ],
    ['a format that there is not', ['ada.json'], ['--format', 'pdf'], 'commander.invalidArgument'],
    ['Classroom 50 without its names', ['ada.json'], ['--format', 'classroom50'], 'commander.error'],
    ['what is no scorecard', ['class.csv'], ['--format', 'badge'], 'file/malformed'],
    ['an open result as a mark', ['open.json'], ['--format', 'gradescope'], 'export/undecided'],
  ])('refuses %s', async (_title, files, options, code) => {
    await expect(exported(...files.map(inside), ...options)).rejects.toMatchObject({ code });
  });
});
