import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import { HDF5, KERAS, LFS_POINTER, modelJson, SHARD, TASKS } from './files.ts';
import { useSources } from './sources.ts';

const { sources, fromFolder, folders } = useSources();

/** Title, files, code, and what the message tells. */
type Rejection = [title: string, files: NewFiles, code: string, message: RegExp];

describe.each(sources)('%s', (_, submit) => {
  test.each([
    ['model.keras', KERAS, 'keras'],
    ['model.h5', HDF5, 'h5'],
    ['anything.hdf5', HDF5, 'h5'],
    ['UPPER.H5', HDF5, 'h5'],
    ['old.keras', HDF5, 'h5'],
    ['deeper/model.keras', KERAS, 'keras'],
  ])('offers models/alpha/%s as a model', async (name, bytes, format) => {
    const submission = await submit({ [`models/alpha/${name}`]: bytes, 'models/alpha/notes.md': 'hello' });
    const files = new Map([[name.split('/').at(-1), bytes]]);
    expect(submission.get('alpha')).toEqual({
      kind: 'model',
      model: {
        format,
        path: `models/alpha/${name}`,
        objectId: expect.stringMatching(/^[0-9a-f]{64}$/),
        files,
      },
    });
    expect(submission.get('beta')).toEqual({ kind: 'missing' });
  });

  test('offers a TensorFlow.js model with its shards and nothing else of its folder', async () => {
    const model = modelJson('group1-shard1of2.bin', 'group1-shard2of2.bin', 'group1-shard1of2.bin');
    const submission = await submit({
      'models/alpha/model.json': model,
      'models/alpha/group1-shard1of2.bin': SHARD,
      'models/alpha/group1-shard2of2.bin': SHARD,
      'models/alpha/other.bin': SHARD,
    });
    const alpha = submission.get('alpha');
    expect(alpha).toMatchObject({
      kind: 'model',
      model: { format: 'tfjs-layers', path: 'models/alpha/model.json' },
    });
    const names = alpha?.kind === 'model' ? [...alpha.model.files.keys()] : [];
    expect(names).toEqual(['model.json', 'group1-shard1of2.bin', 'group1-shard2of2.bin']);
  });

  test('follows submission.yml, and the convention where it is silent', async () => {
    const submission = await submit({
      'submission.yml': 'version: 1\nmodels:\n  alpha: out/best model.keras\n',
      'out/best model.keras': KERAS,
      'models/alpha/ignored.h5': HDF5,
      'models/alpha/ignored-too.h5': HDF5,
      'models/beta/model.h5': HDF5,
    });
    expect(submission.get('alpha')).toMatchObject({ model: { path: 'out/best model.keras' } });
    expect(submission.get('beta')).toMatchObject({ model: { path: 'models/beta/model.h5' } });
  });

  test('takes `models:` with nothing below it for no names', async () => {
    const submission = await submit({
      'submission.yml': 'version: 1\nmodels:\n  # alpha: out/best.keras\n',
      'models/alpha/model.h5': HDF5,
    });
    expect(submission.get('alpha')).toMatchObject({ kind: 'model' });
  });

  const rejections: readonly Rejection[] = [
    [
      'two models',
      { 'models/alpha/a.keras': KERAS, 'models/alpha/b.h5': HDF5 },
      'submission/several-models',
      /a\.keras.*b\.h5/,
    ],
    ['an empty file', { 'models/alpha/model.h5': '' }, 'submission/file-empty', /./],
    ['a symlink', { 'models/alpha/model.h5': { symlink: '/etc/passwd' } }, 'submission/symlink', /./],
    ['a folder that is a symlink', { 'models/alpha': { symlink: '/etc' } }, 'submission/symlink', /./],
    ['a folder of models that is a symlink', { models: { symlink: '..' } }, 'submission/symlink', /./],
    ['a submodule', { 'models/alpha': { submodule: 'c'.repeat(40) } }, 'submission/submodule', /./],
    [
      'a Git LFS pointer',
      { 'models/alpha/model.keras': LFS_POINTER },
      'submission/lfs-pointer',
      /98,765,432 bytes/,
    ],
    [
      'a Git LFS pointer for a shard',
      { 'models/alpha/model.json': modelJson('s.bin'), 'models/alpha/s.bin': LFS_POINTER },
      'submission/lfs-pointer',
      /./,
    ],
    [
      'a shard that is missing',
      { 'models/alpha/model.json': modelJson('s.bin') },
      'submission/file-missing',
      /s\.bin/,
    ],
    [
      'a shard in another folder',
      { 'models/alpha/model.json': modelJson('../beta/s.bin') },
      'submission/path-unsafe',
      /./,
    ],
    [
      'a shard with an absolute path',
      { 'models/alpha/model.json': modelJson('/etc/passwd') },
      'submission/path-unsafe',
      /./,
    ],
    ['a shard that is a link', shardLink(), 'submission/file-missing', /./],
    [
      'too many shards',
      { 'models/alpha/model.json': modelJson(...Array.from({ length: 201 }, (_, i) => `${i}.bin`)) },
      'submission/too-many-files',
      /201/,
    ],
    [
      'JSON without weights',
      { 'models/alpha/model.json': '{"class_name":"Sequential"}' },
      'submission/wrong-content',
      /./,
    ],
    ['weights without a model', { 'models/alpha/model.weights.h5': HDF5 }, 'submission/wrong-content', /./],
    ['an ONNX model', { 'models/alpha/model.onnx': 'x' }, 'submission/wrong-content', /ONNX/],
  ];

  test.each(rejections)(
    '[T-51] with %s is rejected for that task alone',
    async (_title, files, code, message) => {
      const beta = { 'models/beta/model.h5': HDF5 };
      const whole = 'models' in files || 'models/alpha' in files ? {} : beta;
      const submission = await submit({ ...files, ...whole });
      expect(submission.get('alpha')).toMatchObject({
        kind: 'rejected',
        problem: { code, message: expect.stringMatching(message), hint: expect.stringMatching(/.{20}/) },
      });
      if (whole === beta) expect(submission.get('beta')).toMatchObject({ kind: 'model' });
    },
  );

  function shardLink(): NewFiles {
    return {
      'models/alpha/model.json': modelJson('s.bin'),
      'models/alpha/s.bin': { symlink: '/etc/passwd' },
    };
  }

  test('tells how to take a model out of Git LFS, command by command', async () => {
    const alpha = (await submit({ 'models/alpha/model.keras': LFS_POINTER })).get('alpha');
    const hint = alpha?.kind === 'rejected' ? alpha.problem.hint : '';
    expect(hint).toContain('git lfs untrack "*.keras"');
    expect(hint).toContain('git add --renormalize models/alpha/ .gitattributes');
  });

  test.each([
    ['a SavedModel', Uint8Array.of(0x08, 0x01, 0x12, 0x40, 0x0a), /SavedModel/],
    ['a PyTorch zip', zipOf('archive/data.pkl'), /PyTorch/],
    ['a pickle', Uint8Array.of(0x80, 0x04, 0x95, 0), /pickle/],
    ['an ONNX model', Uint8Array.of(0x08, 0x08, 0x12, 0x07, 0x70), /ONNX/],
    ['a TFLite model', Uint8Array.of(0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33, 0), /TensorFlow Lite/],
    ['a gzip archive', Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip/],
    ['a web page', '\n<!DOCTYPE html><html>404</html>', /web page/],
    ['JSON', '{"class_name": "Sequential"}', /JSON/],
    ['text', 'see the other branch', /plain text/],
    ['a Keras archive', KERAS, /zip archive/],
  ])('names %s where HDF5 should be', async (_title, bytes, looksLike) => {
    const submission = await submit({ 'models/alpha/model.h5': bytes });
    expect(submission.get('alpha')).toMatchObject({
      kind: 'rejected',
      problem: { code: 'submission/wrong-content', message: expect.stringMatching(looksLike) },
    });
  });

  function zipOf(name: string): Uint8Array {
    return Uint8Array.from(Buffer.from(`PK\u0003\u0004${'\0'.repeat(26)}${name}`, 'latin1'));
  }

  test.each([
    ['no YAML', 'models: [', /line 1|YAML/],
    ['another version', 'version: 2\nmodels: {}\n', /version/],
    ['an unknown field', 'version: 1\nmodels: {}\nscore: 5\n', /score/],
    ['nothing but a comment', '# later\n', /it should say `version: 1` and `models:`/],
    ['a list of models', 'version: 1\nmodels: [a.h5]\n', /one line `task: path`.*field models"/],
    ['a number for a path', 'version: 1\nmodels: { alpha: 3 }\n', /a path is text.*field models\.alpha/],
    ['an unknown task', 'version: 1\nmodels: { gamma: a.h5 }\n', /gamma/],
    [
      'a fault on line 4',
      'version: 1\nmodels:\n  beta: b.h5\n  alpha: 3\n',
      /submission\.yml line 4 field models\.alpha/,
    ],
    ['a bomb of aliases', `version: 1\na: &a [x,x]\n${aliases()}models: *h\n`, /./],
  ])('with %s in submission.yml is rejected whole', async (_title, text, about) => {
    const submission = await submit({ 'submission.yml': text, 'models/alpha/model.h5': HDF5 });
    for (const { id } of TASKS) {
      const outcome = submission.get(id);
      expect(outcome).toMatchObject({
        kind: 'rejected',
        problem: { code: 'submission/manifest-invalid' },
      });
      expect(JSON.stringify(outcome)).toMatch(about);
    }
  });

  function aliases(): string {
    const names = [...'abcdefgh'];
    return names
      .slice(1)
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${names[i]}`)}]\n`)
      .join('');
  }

  test('called submission.yaml is told its right name', async () => {
    const submission = await submit({ 'submission.yaml': 'version: 1' });
    expect(submission.get('alpha')).toMatchObject({ problem: { code: 'submission/manifest-invalid' } });
  });

  test.each([
    '../../etc/passwd',
    '/etc/passwd',
    'C:/model.h5',
    'models\\alpha\\model.h5',
    'a//b.h5',
    './model.h5',
    'a/\u202e5h.ledom',
    'line\nbreak.h5',
    `${'a'.repeat(5_000)}.h5`,
  ])('[T-51] never looks for %j', async (path) => {
    const submission = await submit({
      'submission.yml': `version: 1\nmodels: { alpha: ${JSON.stringify(path)} }\n`,
      'models/beta/model.h5': HDF5,
    });
    expect(submission.get('alpha')).toMatchObject({ problem: { code: 'submission/path-unsafe' } });
    expect(JSON.stringify(submission.get('alpha'))).not.toMatch(/[\n\u202e]/);
    expect(submission.get('beta')).toMatchObject({ kind: 'model' });
  });
});

test('[T-51] whatever a manifest names, a folder is never left', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'fivefold-outside-'));
  folders.push(outside);
  await writeFile(join(outside, 'model.h5'), HDF5);
  const segment = fc.constantFrom(
    '..',
    '.',
    '',
    'models',
    outside,
    outside.slice(1),
    'model.h5',
    '~',
    '%2e%2e',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 8 }), async (segments) => {
      const path = segments.join('/');
      const submission = await fromFolder({
        'submission.yml': JSON.stringify({ version: 1, models: { alpha: path } }),
      });
      expect(submission.get('alpha')?.kind).toBe('rejected');
    }),
    { numRuns: 60 },
  );
});
