import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '../../../src/domain/submission.ts';
import type { Tensor } from '../../../src/domain/tensor.ts';
import { codeOf, flipped, outcome, seeded } from '../outcome.ts';
import { memberOf, readFixture, withFile } from './fixtures.ts';

const ROWS: Tensor = { dtype: 'float32', shape: [1, 2], data: Float32Array.of(-1, 2) };

interface Parts {
  readonly nodes?: readonly object[];
  readonly paths?: readonly string[];
  readonly weights?: readonly object[];
  readonly shards?: Readonly<Record<string, Uint8Array>>;
  readonly library?: object;
}

const WEIGHT = { name: 'w', shape: [2], dtype: 'float32' };
const NUMBERS = new Uint8Array(Float32Array.of(10, 20).buffer);
const NODES = [
  { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' } } },
  { name: 'w', op: 'Const' },
  { name: 'y', op: 'AddV2', input: ['x', 'w'] },
];

function graphModel(parts: Parts = {}): ModelFiles {
  const {
    nodes = NODES,
    paths = ['a.bin'],
    weights = [WEIGHT],
    shards = { 'a.bin': NUMBERS },
    library,
  } = parts;
  const json = {
    format: 'graph-model',
    modelTopology: { node: nodes, ...(library && { library }), versions: {} },
    weightsManifest: [{ paths, weights }],
  };
  const text = new TextEncoder().encode(JSON.stringify(json));
  return {
    format: 'tfjs-graph',
    path: 'web/model.json',
    files: new Map([['model.json', text], ...Object.entries(shards)]),
  };
}

describe('a GraphModel', () => {
  it('predicts when it is well-formed', async () => {
    expect(await outcome(graphModel(), ROWS)).toMatchObject({ data: Float32Array.of(9, 22) });
  });

  it('that takes text is refused, and told to come as a Keras model', async () => {
    const text = { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_STRING' } } };
    expect(await outcome(graphModel({ nodes: [text, ...NODES.slice(1)] }))).toMatchObject({
      code: 'model/input-mismatch',
      message: expect.stringContaining('takes text'),
      hint: expect.stringContaining('model.keras'),
    });
  });

  it.each(['../../../etc/passwd', '/etc/passwd', 'file:///etc/passwd', 'https://example.com/a.bin', 'b.bin'])(
    'that names the shard %s, which was not submitted, is refused',
    async (path) => {
      expect(await outcome(graphModel({ paths: [path] }))).toMatchObject({
        code: 'model/damaged',
        message: expect.stringContaining('was not submitted'),
      });
    },
  );

  it.each([
    ['a shard that is cut off', { shards: { 'a.bin': NUMBERS.subarray(0, 7) } }, 'model/damaged'],
    ['a weight larger than its shard', { weights: [{ ...WEIGHT, shape: [2 ** 40] }] }, 'model/damaged'],
    ['a weight of text', { weights: [{ ...WEIGHT, dtype: 'string' }] }, 'model/op-unsupported'],
    ['a weight of complex numbers', { weights: [{ ...WEIGHT, dtype: 'complex64' }] }, 'model/op-unsupported'],
    [
      'an unknown quantisation',
      { weights: [{ ...WEIGHT, quantization: { dtype: 'int4' } }] },
      'model/damaged',
    ],
    ['no value for a constant', { weights: [], shards: {}, paths: [] }, 'model/damaged'],
    [
      'a custom operation',
      { nodes: [...NODES, { name: 'z', op: 'MyOp', input: ['y'] }] },
      'model/op-unsupported',
    ],
    [
      'a file operation',
      { nodes: [...NODES, { name: 'z', op: 'WriteFile', input: ['y'] }] },
      'model/op-forbidden',
    ],
    ['no nodes', { nodes: [] }, 'model/damaged'],
    ['nodes in a circle', { nodes: [{ name: 'a', op: 'Relu', input: ['a'] }] }, 'model/damaged'],
    [
      'a loop that nothing ends',
      { nodes: [{ name: 'e', op: 'Enter', input: ['x'] }, ...NODES] },
      'model/damaged',
    ],
    [
      'text that is not base64',
      { nodes: [{ name: 'a', op: 'Relu', attr: { s: { s: '§' } } }] },
      'model/damaged',
    ],
  ])('with %s is refused', async (_, parts, code) => {
    expect(codeOf(await outcome(graphModel(parts as Parts), ROWS))).toBe(code);
  });

  it('whose tables are filled by an initializer is refused', async () => {
    const changed = withFile(graphModel(), 'model.json', (bytes) => {
      const json = JSON.parse(new TextDecoder().decode(bytes));
      const modelInitializer = { node: [{ name: 'fill', op: 'InitializeTableFromTextFileV2' }] };
      return new TextEncoder().encode(JSON.stringify({ ...json, modelInitializer }));
    });
    expect(codeOf(await outcome(changed))).toBe('model/op-unsupported');
  });

  it('with a flipped bit predicts, or ends in an error', async () => {
    const { model, inputs } = readFixture('tfjs-cnn');
    const draw = seeded(11);
    for (let i = 0; i < 300; i++) {
      const changed = withFile(model, 'model.json', (bytes) => flipped(bytes, draw));
      await expect(outcome(changed, inputs)).resolves.not.toThrow();
    }
  });

  it('that is cut off is refused', async () => {
    const { model } = readFixture('tfjs-lstm-v1');
    const intact = memberOf(model.files, 'model.json');
    for (let part = 0; part < 20; part++) {
      const cut = intact.subarray(0, Math.floor((intact.length * part) / 20));
      expect(codeOf(await outcome(withFile(model, 'model.json', () => cut)))).toBe('model/damaged');
    }
  });
});
