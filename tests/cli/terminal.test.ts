import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import { writeNpz } from '../../src/formats/npz.ts';
import { mintIdentity, packHiddenSet } from '../../src/hidden/index.ts';
import { DENSE, DENSE_WEIGHTS, forge, sequential } from '../model/build.ts';
import { suite } from '../peers.ts';
import { atTerminal, ESCAPE, hasTerminal, inPipe, PAINT, screen } from './terminal.ts';

const TASKS = ['alpha', 'beta', 'gamma'];
const ROWS: HiddenSet = {
  inputs: { dtype: 'float32', shape: [4, 3], data: Float32Array.from({ length: 12 }, (_, i) => i) },
  labels: { dtype: 'int32', shape: [4], data: Int32Array.of(1, 1, 1, 0) },
};

let folder: string;
const inside = (...names: string[]) => join(folder, ...names);
const put = async (name: string, content: Uint8Array | string) => {
  await mkdir(dirname(inside(name)), { recursive: true });
  await writeFile(inside(name), content);
};

/** An exam of three tasks, of which one has a model. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-terminal-'));
  const { identity, recipient } = await mintIdentity();
  await put('key.txt', identity);
  const entries: string[] = [];
  for (const taskId of TASKS) {
    const { bytes, sha256 } = await packHiddenSet(ROWS, { examId: 'small', taskId, recipients: [recipient] });
    await put(`hidden-tests/${taskId}.npz.age`, bytes);
    await put(`tasks/${taskId}/sample.npz`, writeNpz({ inputs: ROWS.inputs, labels: ROWS.labels }));
    entries.push(`  - id: ${taskId}
    title: The task ${taskId}
    input: { shape: [3] }
    output: { shape: [2], kind: classes }
    metric: accuracy
    thresholds: { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 }
    hidden: { path: hidden-tests/${taskId}.npz.age, sha256: ${sha256} }`);
  }
  await put('exam.yml', `version: 1\nid: small\ntitle: A small exam\ntasks:\n${entries.join('\n')}\n`);
  const { files } = forge(sequential([3], DENSE), DENSE_WEIGHTS);
  for (const [name, bytes] of files) await put(`models/alpha/${name}`, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const gradeArgs = (...more: string[]) => [
  ...['grade', folder, '--exam', inside('exam.yml'), '--hidden', inside('hidden-tests')],
  ...['--key-file', inside('key.txt'), ...more],
];
const checkArgs = (...more: string[]) => ['check', folder, ...more];

const describeAtTerminal = suite('a Python with pseudo-terminals', hasTerminal);

describeAtTerminal('at a terminal', () => {
  describe.each([
    ['grade', () => gradeArgs(), 'graded', '  task            score         next step'],
    ['check', () => checkArgs(), 'checked', 'Checked on public data: 1 of 3 models run'],
  ])('fivefold %s', (_command, args, done, result) => {
    let shown: string;
    beforeAll(() => {
      ({ shown } = atTerminal(args()));
    });

    it('shows how far each task is, while it lasts', () => {
      const plain = stripVTControlCharacters(shown);
      expect(plain).toContain(`0 of 3 ${done}`);
      expect(plain).toMatch(/· The task gamma +waiting/);
      expect(plain).toMatch(/▸ The task alpha +predicting, \d+ s/);
      expect(plain).toMatch(/✔ The task beta +\d+\.\d s/);
    });

    it('leaves the result on the screen, and nothing of the progress', () => {
      const left = screen(shown).join('\n');
      expect(left).toContain(result);
      expect(left).not.toMatch(new RegExp(`waiting|predicting|of 3 ${done}`));
      expect(shown).toMatch(PAINT);
      expect(shown).toContain(`${ESCAPE}?25h`);
    });
  });

  it('nothing is painted where NO_COLOR is set', () => {
    const { shown } = atTerminal(gradeArgs(), { env: { NO_COLOR: '1' } });
    expect(shown).toContain('next step');
    expect(shown).toContain('predicting');
    expect(shown).not.toMatch(PAINT);
  });

  it.each([
    ['grade --json', () => gradeArgs('--json'), 'fivefold/scorecard/1'],
    ['check --json', () => checkArgs('--json'), 'fivefold/check/1'],
  ])('fivefold %s shows JSON and nothing else', (_command, args, schema) => {
    const { shown } = atTerminal(args());
    expect(shown).not.toContain(ESCAPE);
    expect(JSON.parse(shown)).toMatchObject({ schema });
  });

  it('a screen with fewer lines than tasks keeps only what is under way', () => {
    const { shown } = atTerminal(gradeArgs(), { lines: 4 });
    expect(shown).not.toContain('waiting');
    expect(screen(shown).join('\n')).not.toContain('predicting');
  });

  it('a terminal that cannot move its cursor is spared the progress', () => {
    const { shown } = atTerminal(gradeArgs(), { env: { TERM: 'dumb' } });
    expect(shown).toContain('next step');
    expect(shown).not.toMatch(/waiting|predicting/);
  });
});

describe('where nobody looks', () => {
  it('there is neither progress nor paint, and the scorecard can be exported', async () => {
    const file = inside('ada.json');
    const { status, stdout, stderr } = inPipe(gradeArgs('--json', file));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('next step');
    expect(stdout).not.toContain(ESCAPE);
    const gradebook = inPipe(['export', file, '--format', 'moodle']).stdout;
    const { percent } = JSON.parse(await readFile(file, 'utf8'));
    expect(gradebook.split('\r\n')[1]).toMatch(new RegExp(`^ada,,,${percent},`));
  });
});
