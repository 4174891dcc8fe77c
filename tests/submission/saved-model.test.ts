import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import { readModel } from '../../src/submission/index.ts';
import { HDF5, LFS_POINTER, SHARD } from './files.ts';
import { useSources } from './sources.ts';

const { sources, folderOf } = useSources();

/** The beginning of a SavedModel: schema version 1, then a graph. */
const GRAPH = Uint8Array.of(0x08, 0x01, 0x12, 0x00);

function savedModel(folder: string, changes: NewFiles = {}): NewFiles {
  const files: NewFiles = {
    'saved_model.pb': GRAPH,
    'fingerprint.pb': SHARD,
    'keras_metadata.pb': SHARD,
    'assets/vocabulary.txt': 'word',
    'variables/variables.index': SHARD,
    'variables/variables.data-00000-of-00002': SHARD,
    'variables/variables.data-00001-of-00002': SHARD,
    ...changes,
  };
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [`${folder}/${name}`, file]));
}

const READ = [
  'saved_model.pb',
  'variables/variables.data-00000-of-00002',
  'variables/variables.data-00001-of-00002',
  'variables/variables.index',
];

describe.each(sources)('a SavedModel in %s', (_, submit) => {
  test.each(['models/alpha', 'models/alpha/my_model/1'])('is one model, in %s', async (folder) => {
    const alpha = (await submit(savedModel(folder))).get('alpha');
    expect(alpha).toMatchObject({
      kind: 'model',
      model: { format: 'saved-model', path: `${folder}/saved_model.pb` },
    });
    expect(alpha?.kind === 'model' ? [...alpha.model.files.keys()].sort() : []).toEqual(READ);
  });

  test.each(['out/best', 'out/best/saved_model.pb'])('may be named %s in submission.yml', async (path) => {
    const submission = await submit({
      'submission.yml': `version: 1\nmodels: { alpha: ${path} }\n`,
      ...savedModel('out/best'),
    });
    expect(submission.get('alpha')).toMatchObject({ model: { path: 'out/best/saved_model.pb' } });
  });

  const rejections: readonly (readonly [title: string, files: NewFiles, code: string, message: RegExp])[] = [
    [
      'beside another model',
      { ...savedModel('models/alpha/a'), 'models/alpha/b.h5': HDF5 },
      'submission/several-models',
      /saved_model\.pb.*b\.h5|b\.h5.*saved_model\.pb/,
    ],
    [
      'beside another SavedModel',
      { ...savedModel('models/alpha/a'), ...savedModel('models/alpha/b') },
      'submission/several-models',
      /2 models/,
    ],
    [
      'without variables',
      { 'models/alpha/saved_model.pb': GRAPH },
      'submission/file-missing',
      /variables\/variables\.index/,
    ],
    [
      'whose variables are a link',
      { 'models/alpha/saved_model.pb': GRAPH, 'models/alpha/variables': { symlink: '/etc' } },
      'submission/symlink',
      /variables/,
    ],
    [
      'with a link among its variables',
      savedModel('models/alpha', { 'variables/variables.data-00000-of-00002': { symlink: '/etc/passwd' } }),
      'submission/symlink',
      /data-00000/,
    ],
    [
      'whose data is a Git LFS pointer',
      savedModel('models/alpha', { 'variables/variables.data-00000-of-00002': LFS_POINTER }),
      'submission/lfs-pointer',
      /98,765,432 bytes/,
    ],
    [
      'whose graph is something else',
      savedModel('models/alpha', { 'saved_model.pb': HDF5 }),
      'submission/wrong-content',
      /HDF5/,
    ],
  ];

  test.each(rejections)('%s is rejected', async (_title, files, code, message) => {
    expect((await submit(files)).get('alpha')).toMatchObject({
      kind: 'rejected',
      problem: { code, message: expect.stringMatching(message), hint: expect.stringMatching(/.{20}/) },
    });
  });
});

describe.each(sources)('the model.json of TensorFlow.js in %s', (_, submit) => {
  test.each([
    ['a Keras config', { model_config: {} }, 'tfjs-layers'],
    ['a frozen graph', { node: [] }, 'tfjs-graph'],
  ])('with %s has its own format', async (_title, modelTopology, format) => {
    const json = { modelTopology, weightsManifest: [{ paths: ['a.bin'], weights: [] }] };
    const files = { 'models/alpha/model.json': JSON.stringify(json), 'models/alpha/a.bin': SHARD };
    expect((await submit(files)).get('alpha')).toMatchObject({ kind: 'model', model: { format } });
  });
});

test.each(['', 'saved_model.pb'])(
  'on this machine, a SavedModel is read from its folder or its file: "%s"',
  async (name) => {
    const folder = await folderOf(savedModel('my_model'));
    const { format, files } = await readModel(join(folder, 'my_model', name));
    expect(format).toBe('saved-model');
    expect([...files.keys()].sort()).toEqual(READ);
  },
);
