import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpz } from '../../src/formats/npz.ts';
import { openSample, publicFolder } from '../../src/sample.ts';
import { practiceTask, publicSample } from './world.ts';

/** Public rows beside an exam: an instructor's, or, in a fork, whatever the candidate made of them. */
const task = practiceTask('glyphs');
const { inputs, labels } = publicSample('glyphs', 4);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-sample-'));
  await mkdir(join(folder, 'tasks/glyphs'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function opened(content: Uint8Array | string) {
  await writeFile(join(folder, 'tasks/glyphs/sample.npz'), content);
  return openSample(publicFolder(folder), task);
}

describe('a public sample', () => {
  it('that np.savez could have written is read as a hidden set is', async () => {
    expect(await opened(writeNpz({ inputs, labels }))).toEqual({ inputs, labels });
  });

  it('that is not there is none', async () => {
    expect(await openSample(publicFolder(folder), practiceTask('scenes'))).toBeUndefined();
    expect(await openSample(publicFolder(folder), task, 'train.npz')).toBeUndefined();
  });

  const empty = { dtype: 'float32', shape: [0, 28, 28, 1], data: new Float32Array() } as const;
  it.each([
    ['is no .npz', 'nothing'],
    ['has no labels', writeNpz({ inputs })],
    [
      'has fewer labels than rows',
      writeNpz({ inputs, labels: { ...labels, shape: [3], data: labels.data.slice(0, 3) } }),
    ],
    [
      'has labels of an eleventh class',
      writeNpz({ inputs, labels: { ...labels, data: labels.data.map(() => 10) } }),
    ],
    ['has pictures of another size', writeNpz({ inputs: { ...inputs, shape: [4, 28, 14, 2] }, labels })],
    [
      'has no rows',
      writeNpz({ inputs: empty, labels: { dtype: 'int32', shape: [0], data: new Int32Array() } }),
    ],
  ])('that %s is refused by its path, and is not the candidate’s fault', async (_what, content) => {
    await expect(opened(content)).rejects.toMatchObject({
      code: 'sample/unusable',
      where: 'tasks/glyphs/sample.npz',
    });
  });
});
