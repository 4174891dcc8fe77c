import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Cell, Hashes } from '../../scripts/bits/predict.ts';

/**
 * The same model and rows give the same bits, whatever runs them. A few cells with every push; `FIVEFOLD_BITS=all` runs all of
 * them, on every way to save a model. Other versions of Node are taken from `FIVEFOLD_NODES`, paths with a colon between them.
 */
const EVERYTHING = process.env.FIVEFOLD_BITS === 'all';
const OTHER_NODES = (process.env.FIVEFOLD_NODES ?? '').split(':').filter((path) => path !== '');
const PREDICT = join(import.meta.dirname, '../../scripts/bits/predict.ts');

const PLAIN: Cell = {
  variants: EVERYTHING ? ['keras3', 'keras3-h5', 'keras2-h5', 'tfjs'] : ['keras3'],
  rows: EVERYTHING ? 200 : 16,
  threads: 0,
  revectorise: false,
  batch: 1_000,
  reversed: false,
};

/** Each differs from the plain one in all that it can, so that few of them meet everything that may vary. */
const FEW: readonly Cell[] = [
  { ...PLAIN, threads: 1, batch: 7 },
  { ...PLAIN, threads: 4, revectorise: true, batch: 5, reversed: true },
];
const ELSEWHERE: readonly Cell[] = [{ ...PLAIN, threads: 2, revectorise: true, reversed: true }];

const ALL: readonly Cell[] = [0, 1, 2, 4].flatMap((threads) =>
  [false, true].flatMap((revectorise) =>
    [1_000, 7].flatMap((batch) =>
      [false, true].map((reversed) => ({ ...PLAIN, threads, revectorise, batch, reversed })),
    ),
  ),
);

async function run(node: string, cell: Cell): Promise<Hashes> {
  const { stdout } = await promisify(execFile)(node, [PREDICT, JSON.stringify(cell)]);
  return JSON.parse(stdout) as Hashes;
}

async function versionOf(node: string): Promise<string> {
  return (await promisify(execFile)(node, ['--version'])).stdout.trim();
}

const plain = await run(process.execPath, PLAIN);

describe('the bits that a model predicts', () => {
  it('are of as many models as there are, and other ones for other rows', async () => {
    const names = Object.keys(plain);
    expect(names).toHaveLength(PLAIN.variants.length * 5);
    const fewer = await run(process.execPath, {
      ...PLAIN,
      variants: ['keras3'],
      threads: 1,
      rows: PLAIN.rows - 1,
    });
    for (const [name, hash] of Object.entries(fewer)) expect(plain[name], name).not.toBe(hash);
  });

  const nodes = [process.execPath, ...OTHER_NODES];
  it.each(nodes)(
    'are the same by any threads, vectors, batches and order on %s',
    async (node) => {
      const version = await versionOf(node);
      const few = node === process.execPath ? FEW : ELSEWHERE;
      for (const cell of EVERYTHING ? ALL : few) {
        expect(await run(node, cell), `${version} ${JSON.stringify(cell)}`).toEqual(plain);
      }
    },
    7_200_000,
  );
});
