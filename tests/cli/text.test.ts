import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readNpy, writeNpy } from '../../src/formats/npy.ts';

const CLI = resolve(import.meta.dirname, '../../src/cli.ts');
const MODEL = resolve(import.meta.dirname, '../fixtures/text/model.keras');

it('fivefold predict takes texts as NumPy writes them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fivefold-text-'));
  const [x, y] = [join(folder, 'x.npy'), join(folder, 'y.npy')];
  const data = ['The soup was lovely!', 'The soup was not lovely!'];
  await writeFile(x, writeNpy({ dtype: 'string', shape: [2, 1], data }));
  const { status, stderr } = spawnSync(process.execPath, [
    CLI,
    'predict',
    MODEL,
    '--input',
    x,
    '--output',
    y,
  ]);
  expect(stderr.toString()).toBe('');
  expect(status).toBe(0);
  const [praise = 0, blame = 1] = readNpy(new Uint8Array(await readFile(y))).data as Float32Array;
  expect(praise).toBeGreaterThan(0.5);
  expect(blame).toBeLessThan(0.5);
  await rm(folder, { recursive: true });
});
