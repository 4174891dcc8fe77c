import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { ModelFiles } from '../../src/domain/submission.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { readNpy, toTensor } from '../../src/formats/npy.ts';
import { loadModel } from '../../src/model/index.ts';
import { deviation, MAX_DEVIATION } from './parity.ts';

/** Zips that tests/fixtures/random-graphs/make.py drew. */
const FOLDER = process.env.FIVEFOLD_RANDOM_GRAPHS ?? '';
const required = process.env.FIVEFOLD_REQUIRE_KERAS === '1';
const archives = FOLDER !== '' && existsSync(FOLDER) ? readdirSync(FOLDER) : [];

interface Drawn {
  /** `SEED-NUMBER` */
  readonly name: string;
  /** What was drawn, a line a layer. */
  readonly layers: string;
  readonly models: readonly ModelFiles[];
  readonly input: Tensor;
  readonly output: Tensor;
}

function readGraphs(archive: string): Drawn[] {
  const members = Object.entries(unzipSync(readFileSync(join(FOLDER, archive))));
  const byGraph = Map.groupBy(members, ([path]) => path.slice(0, path.indexOf('/')));
  return [...byGraph].map(([name, entries]) => {
    const file = (path: string) => entries.find(([entry]) => entry === `${name}/${path}`)?.[1];
    const tensor = (path: string) => toTensor(readNpy(file(path) ?? new Uint8Array()), 'float32');
    return {
      name,
      layers: new TextDecoder().decode(file('layers.txt')),
      models: (['keras', 'h5'] as const).flatMap((format) => {
        const bytes = file(`model.${format}`);
        return bytes === undefined ? [] : [{ format, path: 'model', files: new Map([['model', bytes]]) }];
      }),
      input: tensor('input.npy'),
      output: tensor('output.npy'),
    };
  });
}

/** What went wrong, or nothing. */
async function complaint(model: ModelFiles, { input, output }: Drawn): Promise<string | undefined> {
  try {
    const loaded = await loadModel(model);
    const prediction = await loaded.predict(input);
    loaded.dispose();
    const distance = deviation(prediction, output);
    return distance <= MAX_DEVIATION ? undefined : `differs from Keras by ${distance}`;
  } catch (error) {
    return String(error);
  }
}

test.runIf(required)('FIVEFOLD_REQUIRE_KERAS=1 asks for graphs of both generations', () => {
  expect(archives.toSorted()).toEqual(['keras2.zip', 'keras3.zip']);
});

const title =
  archives.length > 0
    ? 'random graphs'
    : 'random graphs (skipped: set FIVEFOLD_RANDOM_GRAPHS to a folder of zips)';

describe.runIf(archives.length > 0)(title, () => {
  test.each(archives)('of %s predict what Keras predicts', { timeout: 300_000 }, async (archive) => {
    const complaints: string[] = [];
    for (const graph of readGraphs(archive)) {
      for (const model of graph.models) {
        const what = await complaint(model, graph);
        if (what !== undefined) {
          complaints.push(`graph ${graph.name} from .${model.format}: ${what}\n${graph.layers}`);
        }
      }
    }
    expect(complaints.join('\n')).toBe('');
  });
});
