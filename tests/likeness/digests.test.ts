import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import type { ModelFiles } from '../../src/domain/submission.ts';
import { unzip } from '../../src/formats/zip.ts';
import { keyed, likenesses } from '../../src/likeness/index.ts';
import { digestsOf, loadModel } from '../../src/model/index.ts';
import { digest } from '../../src/sandbox/host.ts';
import { readModel } from '../../src/submission/index.ts';
import { goldenModel } from '../model/fixtures.ts';
import { memberOf, readFixture } from '../model/saved-model/fixtures.ts';

type Variant = Parameters<typeof submissionFolder>[0];

const NAMES: Readonly<Record<Variant, string>> = {
  keras3: 'model.keras',
  'keras3-h5': 'model.h5',
  'keras2-h5': 'model.h5',
  tfjs: 'model.json',
};

/** A model that was really trained, as one of four savers wrote it. */
function saved(variant: Variant, task: string): Promise<ModelFiles> {
  return readModel(`${submissionFolder(variant)}/models/${task}/${NAMES[variant]}`);
}

async function digestsIn(model: ModelFiles) {
  const loaded = await loadModel(model);
  const digests = digestsOf(loaded);
  loaded.dispose();
  return digests;
}

/** The same model.json with changed text, or changed weights. */
function changed(model: ModelFiles, change: (name: string, bytes: Uint8Array) => Uint8Array): ModelFiles {
  return { ...model, files: new Map([...model.files].map(([name, bytes]) => [name, change(name, bytes)])) };
}

/** One network as Keras 3 saved it in several ways, by tests/fixtures/likeness/make.py. */
const RESAVED = unzip(
  new Uint8Array(readFileSync(new URL('../fixtures/likeness/resaved.zip', import.meta.url))),
);

function resaved(name: string): ModelFiles {
  if (name === 'saved') {
    const inside = [...RESAVED].filter(([path]) => path.startsWith('saved/'));
    const files = new Map(inside.map(([path, bytes]) => [path.slice('saved/'.length), bytes]));
    return { format: 'saved-model', path: 'saved_model.pb', files };
  }
  const format = name.endsWith('.h5') ? 'h5' : 'keras';
  return { format, path: name, files: new Map([[name, memberOf(RESAVED, name)]]) };
}

describe('[T-77] the weights of a model are known again', () => {
  it.each(['model.h5', 'saved', 'renamed.keras'])('when Keras saved it as %s', async (name) => {
    const original = await digestsIn(resaved('model.keras'));
    expect(original).toHaveLength(4);
    expect(await digestsIn(resaved(name))).toEqual(original);
  });

  it('as most of another, when its backbone was given a new head', async () => {
    const [mine, theirs] = [
      await digestsIn(resaved('model.keras')),
      await digestsIn(resaved('headed.keras')),
    ];
    const key = new Uint8Array(32);
    const fingerprints = [mine, theirs].map((digests, i) => {
      const candidate = ['ada', 'bob'][i] ?? '';
      return { candidate, where: candidate, task: 'scenes', tensors: keyed(digests, key) };
    });
    const [found] = likenesses(fingerprints);
    expect(found).toMatchObject({ kind: 'part' });
    expect(found?.kind === 'part' && found.share).toBeGreaterThan(0.8);
  });

  it.each(['tabular', 'glyphs', 'phrases'])(
    'when Keras 3, Keras 2 and TensorFlow.js saved %s',
    async (task) => {
      const original = await digestsIn(await saved('keras3', task));
      expect(original.length).toBeGreaterThan(3);
      for (const variant of ['keras3-h5', 'keras2-h5', 'tfjs'] as const)
        expect(await digestsIn(await saved(variant, task)), variant).toEqual(original);
    },
  );

  it.each([
    ['keras2-cnn', 'tfjs-cnn'],
    ['keras3-lstm', 'tfjs-lstm'],
  ])('when the SavedModel %s was converted to the graph %s', async (from, to) => {
    expect(await digestsIn(readFixture(to).model)).toEqual(await digestsIn(readFixture(from).model));
  });

  it('when layers are renamed and weights stored in another order', async () => {
    const model = await saved('tfjs', 'glyphs');
    const renamed = changed(model, (name, bytes) => {
      if (name !== 'model.json') return bytes;
      const text = Buffer.from(bytes).toString();
      const names = [...text.matchAll(/"name": ?"([a-z]\w*)\/(?:kernel|gamma)"/g)].map(
        ([, layer = '']) => layer,
      );
      expect(names.length).toBeGreaterThan(1);
      return Buffer.from(names.reduce((all, layer) => all.replaceAll(layer, `mine_${layer}`), text));
    });
    expect(renamed.files.get('model.json')).not.toEqual(model.files.get('model.json'));
    expect(await digestsIn(renamed)).toEqual(await digestsIn(model));
  });
});

describe('other weights are others', () => {
  it('after one more epoch of training', async () => {
    const before = new Set((await digestsIn(resaved('model.keras'))).map(({ sha256 }) => sha256));
    for (const { sha256 } of await digestsIn(resaved('tuned.keras'))) expect(before).not.toContain(sha256);
  });

  it('when all are a little larger', async () => {
    const model = await saved('tfjs', 'tabular');
    const trained = changed(model, (name, bytes) => {
      if (name === 'model.json') return bytes;
      const weights = new Float32Array(new Uint8Array(bytes).buffer).map((weight) => weight * 1.000_1);
      return new Uint8Array(weights.buffer);
    });
    const before = new Set((await digestsIn(model)).map(({ sha256 }) => sha256));
    for (const { sha256 } of await digestsIn(trained)) expect(before).not.toContain(sha256);
  });

  it('and what was never trained says nothing', async () => {
    const blank = changed(await saved('tfjs', 'tabular'), (name, bytes) =>
      name === 'model.json' ? bytes : new Uint8Array(bytes.length),
    );
    expect(await digestsIn(blank)).toEqual([]);
  });
});

describe('in the sandbox, where weights are read and no model is run', () => {
  it('a model that is none is rejected', async () => {
    const model = goldenModel(3, 'dense', 'keras');
    const broken = changed(model, (_name, bytes) => bytes.subarray(0, bytes.length / 2));
    expect(await digest(broken)).toMatchObject({ kind: 'rejected', problem: { code: 'model/damaged' } });
  });
});
