import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../src/domain/tensor.ts';
import { codeOf, outcome } from '../outcome.ts';
import { type FunctionSpec, type NodeSpec, record, savedModelOf } from './write.ts';

const ROWS: Tensor = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(-1, 2, 3, -4) };
const RELU: NodeSpec = { name: 'relu', op: 'Relu', inputs: ['x'] };

function run(...functions: readonly FunctionSpec[]) {
  return outcome({ format: 'saved-model', path: 'saved_model.pb', files: savedModelOf(...functions) }, ROWS);
}

function calling(name: string, callee: string): FunctionSpec {
  return { name, nodes: [{ name: 'call', op: 'PartitionedCall', inputs: ['x'], functions: { f: callee } }] };
}

describe('a well-formed graph', () => {
  it('predicts', async () => {
    expect(await run({ name: 'main', nodes: [RELU] })).toMatchObject({ data: Float32Array.of(0, 2, 3, 0) });
  });

  it('predicts through functions that call functions', async () => {
    const leaf = { name: 'leaf', nodes: [RELU] };
    expect(await run(calling('main', 'middle'), calling('middle', 'leaf'), leaf)).toMatchObject({
      data: Float32Array.of(0, 2, 3, 0),
    });
  });

  it('may be a chain of 5,000 operations', async () => {
    const nodes = Array.from({ length: 5_000 }, (_, i) => ({
      name: `n${i}`,
      op: 'Relu',
      inputs: [i === 0 ? 'x' : `n${i - 1}:activations:0`],
    }));
    expect(await run({ name: 'main', nodes })).toMatchObject({ data: Float32Array.of(0, 2, 3, 0) });
  });

  it('may hold operations that only check or order', async () => {
    const idle = [
      { name: 'check', op: 'Assert', inputs: ['x'] },
      { name: 'order', op: 'NoOp', inputs: ['^check'] },
    ];
    expect(await run({ name: 'main', nodes: [...idle, RELU] })).toMatchObject({ shape: [2, 2] });
  });

  it('may give its nodes names that mean something to JavaScript', async () => {
    const nodes = [
      { name: '__proto__', op: 'Relu', inputs: ['x'] },
      { name: 'constructor', op: 'Neg', inputs: ['__proto__:y:0'] },
    ];
    expect(await run({ name: 'toString', nodes })).toMatchObject({ data: Float32Array.of(-0, -2, -3, -0) });
  });
});

describe('an operation that reaches out of the model', () => {
  const reaching = ['ReadFile', 'WriteFile', 'MatchingFiles', 'SaveV2', 'RestoreV2', 'MergeV2Checkpoints'];
  const running = ['PyFunc', 'PyFuncStateless', 'EagerPyFunc', 'Print', 'PrintV2', 'XlaCallModule', 'Abort'];
  const feeding = [
    'TextLineDataset',
    'TFRecordDataset',
    'IteratorGetNext',
    'QueueDequeueV2',
    '_Send',
    '_Recv',
  ];
  const filling = ['InitializeTableFromTextFileV2', 'WriteSummary', 'RpcCall', 'CollectiveReduceV2'];

  it.each([...reaching, ...running, ...feeding, ...filling])('%s is refused by name', async (op) => {
    const result = await run({ name: 'main', nodes: [{ name: 'attack', op, inputs: ['x'] }] });
    expect(result).toMatchObject({ code: 'model/op-forbidden', message: expect.stringContaining(op) });
  });

  it('is refused even where no prediction needs it', async () => {
    const attack = { name: 'attack', op: 'WriteFile', inputs: ['x'] };
    expect(codeOf(await run({ name: 'main', nodes: [attack, RELU] }))).toBe('model/op-forbidden');
  });

  it('is refused in the body of a loop', async () => {
    const loop = { name: 'loop', op: 'While', inputs: ['x'], functions: { cond: 'body', body: 'body' } };
    const body = { name: 'body', nodes: [{ name: 'attack', op: 'ReadFile', inputs: ['x'] }] };
    expect(codeOf(await run({ name: 'main', nodes: [loop] }, body))).toBe('model/op-forbidden');
  });
});

describe('an operation that the grader does not compute', () => {
  it.each([
    'Frobnicate',
    'RandomUniform',
    'StatelessRandomUniformV2',
    'AssignVariableOp',
    'LookupTableFindV2',
    'constructor',
    '__proto__',
    'Fivefold1',
  ])('%s is refused by name', async (op) => {
    const result = await run({ name: 'main', nodes: [{ name: 'odd', op, inputs: ['x'] }] });
    expect(result).toMatchObject({ code: 'model/op-unsupported', message: expect.stringContaining(op) });
  });

  it('is refused when its options are the reason', async () => {
    const channelsFirst = { data_format: record([2, 'NCHW']) };
    const pool = { name: 'pool', op: 'MaxPool', inputs: ['x'], attributes: channelsFirst };
    expect(codeOf(await run({ name: 'main', nodes: [pool] }))).toBe('model/op-unsupported');
  });
});

describe('a graph without end', () => {
  it('of functions that call each other in a circle is refused', async () => {
    const result = await run(calling('main', 'other'), calling('other', 'main'));
    expect(result).toMatchObject({ code: 'model/damaged', message: expect.stringContaining('calls itself') });
  });

  it('of functions nested 10,000 deep is refused', async () => {
    const functions = Array.from({ length: 10_000 }, (_, i) => calling(`f${i}`, `f${i + 1}`));
    expect(codeOf(await run(...functions, { name: 'f10000', nodes: [RELU] }))).toBe('model/too-large');
  });

  it('of functions that each call the next twice is refused', async () => {
    const twice = Array.from({ length: 60 }, (_, i): FunctionSpec => {
      const functions = { f: `f${i + 1}` };
      const first = { name: 'first', op: 'PartitionedCall', inputs: ['x'], functions };
      const second = { name: 'second', op: 'PartitionedCall', inputs: ['first:output:0'], functions };
      return { name: `f${i}`, nodes: [first, second] };
    });
    const leaf = { name: 'f60', nodes: [{ name: 'same', op: 'Identity', inputs: ['x'] }] };
    expect(codeOf(await run(...twice, leaf))).toBe('model/too-large');
  });

  it('of nodes that wait for each other is refused', async () => {
    const nodes = [
      { name: 'a', op: 'Relu', inputs: ['b:y:0'] },
      { name: 'b', op: 'Relu', inputs: ['a:y:0'] },
    ];
    expect(codeOf(await run({ name: 'main', nodes }))).toBe('model/damaged');
  });

  it('of references to nothing is refused', async () => {
    const nodes = [{ name: 'a', op: 'Relu', inputs: ['nowhere:y:0'] }];
    expect(codeOf(await run({ name: 'main', nodes }))).toBe('model/damaged');
    expect(codeOf(await run(calling('main', 'nowhere')))).toBe('model/damaged');
  });
});

describe('a constant', () => {
  const FLOAT = 1;
  const constant = (...sizes: readonly number[]): NodeSpec => {
    const shape = record(...sizes.map((size) => [2, record([1, size])] as const));
    const tensor = record([1, FLOAT], [2, shape], [5, Uint8Array.of(0, 0, 0x80, 0x3f)]);
    return { name: 'constant', op: 'Const', attributes: { value: record([8, tensor]) } };
  };
  const sum: NodeSpec = { name: 'sum', op: 'AddV2', inputs: ['x', 'constant:output:0'] };

  it('of one number may stand for a small tensor', async () => {
    expect(await run({ name: 'main', nodes: [constant(2, 2), sum] })).toMatchObject({
      data: Float32Array.of(0, 3, 4, -3),
    });
  });

  it.each([
    ['more bytes than memory', [2 ** 20, 2 ** 20], 'model/too-large'],
    ['a number of elements beyond all numbers', Array.from({ length: 8 }, () => 2 ** 60), 'model/too-large'],
    ['no elements, but holds one', [0], 'model/damaged'],
    ['a thousand dimensions', Array.from({ length: 1_000 }, () => 1), 'model/damaged'],
    ['a negative size', [-2], 'model/damaged'],
  ])('that announces %s is refused', async (_, sizes, code) => {
    expect(codeOf(await run({ name: 'main', nodes: [constant(...sizes), sum] }))).toBe(code);
  });
});
