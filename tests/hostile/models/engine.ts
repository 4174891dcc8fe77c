import type { NewFiles } from '../../../scripts/loopback/index.ts';
import { layerOf, sequential, type WrittenWeight } from '../../model/build.ts';
import type { Attack } from '../world.ts';
import { CONFIG, DENSE, ROW, WEIGHTS, web } from './build.ts';

/** Models that load, and what is wrong with them shows when they run. */
export function answers(): readonly Attack[] {
  const dense = (...values: number[]): readonly WrittenWeight[] => [
    { name: 'dense/kernel', shape: [2, 2], values },
    { name: 'dense/bias', shape: [2] },
  ];
  const wide = layerOf('Dense', { units: 3, use_bias: false });
  const overflow = layerOf('Rescaling', { scale: 1e38 });
  return [
    {
      title: '[T-22] weights that are NaN',
      files: web(CONFIG, dense(Number.NaN, 0, 0, 1)),
      ends: 'model/weights-not-finite',
    },
    {
      title: '[T-22] weights that are infinite',
      files: web(CONFIG, dense(Number.POSITIVE_INFINITY, 0, 0, 1)),
      ends: 'model/weights-not-finite',
    },
    {
      title: '[T-22] an infinite answer',
      files: web(CONFIG, dense(3e38, 0, 0, 1)),
      ends: 'prediction/on-hidden-rows',
    },
    {
      title: '[T-22] an answer that is NaN in one column',
      files: web(CONFIG, dense(3e38, 0, -3e38, 1)),
      ends: 'prediction/on-hidden-rows',
    },
    {
      title: '[T-22] an answer that is NaN by an activation',
      files: web(sequential(ROW, DENSE, overflow, layerOf('Softmax', {})), WEIGHTS),
      ends: 'prediction/on-hidden-rows',
    },
    {
      title: '[T-22] three numbers where two are asked for',
      files: web(sequential(ROW, wide), [{ name: 'dense/kernel', shape: [2, 3] }]),
      ends: 'prediction/shape',
    },
    {
      title: '[T-22] a picture where two numbers are asked for',
      files: web(sequential(ROW, DENSE, layerOf('RepeatVector', { n: 1_000 })), WEIGHTS),
      ends: 'prediction/shape',
    },
    { title: '[T-23] weights that are denormal, 50 times over', files: denormal(), ends: 'scored' },
    {
      title: '[T-24] the first of two models that have more files together than fit',
      files: sharded(150),
      ends: 'scored',
    },
    { title: '[T-24] the second of them', files: sharded(60), ends: 'submission/too-many-files' },
  ];
}

const WIDTH = 256;

/** Products of denormal numbers, which take a processor many times as long: one small layer, called again and again. */
function denormal(): NewFiles {
  const call = (name: string, from: string, count = 1) =>
    Array.from({ length: count }, (_, i) => [[i === 0 ? from : name, Math.max(i - 1, 0), 0, {}]]);
  const layer = (className: string, name: string, nodes: unknown, config: object = {}) =>
    layerOf(className, { ...config, name }, { name, inbound_nodes: nodes });
  const times = 50;
  const config = {
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [
        layer('InputLayer', 'x', [], { batch_input_shape: [null, 2] }),
        layer('Dense', 'first', call('first', 'x'), { units: WIDTH, use_bias: false }),
        layer('Dense', 'again', call('again', 'first', times), { units: WIDTH, use_bias: false }),
        layer('Dense', 'last', [[['again', times - 1, 0, {}]]], { units: 2, use_bias: false }),
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [['last', 0, 0]],
    },
  };
  const filled = (name: string, rows: number, columns: number, value: number): WrittenWeight => ({
    name: `${name}/kernel`,
    shape: [rows, columns],
    values: new Array<number>(rows * columns).fill(value),
  });
  return web(config, [
    filled('first', 2, WIDTH, 1e-44),
    filled('again', WIDTH, WIDTH, 1 / WIDTH),
    filled('last', WIDTH, 2, 1),
  ]);
}

/** A healthy model whose weights lie in many files. */
function sharded(files: number): NewFiles {
  const units = 64;
  const hidden = layerOf('Dense', { name: 'hidden', units, use_bias: false }, { name: 'hidden' });
  const { 'model.json': json, 'shard.bin': shard } = web(sequential(ROW, hidden, DENSE), [
    { name: 'hidden/kernel', shape: [2, units] },
    { name: 'dense/kernel', shape: [units, 2] },
    { name: 'dense/bias', shape: [2] },
  ]);
  const bytes = shard as Uint8Array;
  const names = Array.from({ length: files }, (_, i) => `${i}.bin`);
  const part = (i: number) => bytes.subarray(i * 4, i === files - 1 ? undefined : i * 4 + 4);
  return {
    'model.json': new TextDecoder()
      .decode(json as Uint8Array)
      .replace('"shard.bin"', JSON.stringify(names).slice(1, -1)),
    ...Object.fromEntries(names.map((name, i) => [name, part(i)])),
  };
}

/** How long the rows become, and how many layers then go through them, step by step. */
const STEPS = 1_000_000;
const LAYERS = 100;

/** A model of a few hundred numbers that would keep a processor busy for minutes. */
export function spinning(): readonly Attack[] {
  const names = Array.from({ length: LAYERS }, (_, i) => `rnn_${i}`);
  const config = { units: 2, activation: 'tanh', use_bias: false, return_sequences: true };
  const layers = names.map((name) => layerOf('SimpleRNN', { ...config, name }, { name }));
  const weights = names.flatMap((name): WrittenWeight[] => [
    { name: `${name}/kernel`, shape: [2, 2] },
    { name: `${name}/recurrent_kernel`, shape: [2, 2] },
  ]);
  return [
    {
      title: '[T-21] a hundred recurrent layers over a million steps',
      files: web(sequential(ROW, layerOf('RepeatVector', { n: STEPS }), ...layers), weights),
      ends: 'timeout',
    },
  ];
}
