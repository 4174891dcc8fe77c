import { zipSync } from 'fflate';
import { MAX_CONFIG_BYTES } from '../../../src/domain/limits.ts';
import { layerOf, sequential } from '../../model/build.ts';
import type { Attack, Ending } from '../world.ts';
import { CONFIG, DENSE, kerasH5, members, ROW, WEIGHTS, web, writeBoth } from './build.ts';

/** Deeper than any stack. */
const DEPTH = 100_000;
const MILLION = 1_000_000;

type Case = readonly [title: string, config: unknown, ends: Ending];

/** Configs that are deep, endless, too many, or not numbers. */
export async function configs(): Promise<readonly Attack[]> {
  return [...(await deep()), ...(await many()), ...asWeb([...sizes(), ...cycles()])];
}

function asWeb(cases: readonly Case[]): Attack[] {
  return cases.map(([title, config, ends]) => ({ title, files: web(config, WEIGHTS), ends }));
}

async function deep(): Promise<readonly Attack[]> {
  const layers = `${'{"class_name":"Sequential","config":{"layers":['.repeat(DEPTH)}${']}}'.repeat(DEPTH)}`;
  const lists = `{"class_name":"Sequential","config":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`;
  const ends = 'model/config-invalid';
  return [
    {
      title: '[T-12] models in models, 100,000 deep, in an archive',
      files: { 'model.keras': zipSync(await members(layers)) },
      ends,
    },
    {
      title: '[T-12] lists in lists, 100,000 deep, in an HDF5 file',
      files: { 'model.h5': await kerasH5(writeBoth, lists) },
      ends,
    },
    {
      title: '[T-12] lists in lists, 100,000 deep, for the web',
      files: { ...web(CONFIG, WEIGHTS), 'model.json': withTopology(lists) },
      ends,
    },
    {
      title: '[T-12] 100,000 brackets that nothing closes',
      files: { 'model.keras': zipSync(await members('['.repeat(DEPTH))) },
      ends: 'model/damaged',
    },
  ];
}

function withTopology(topology: string): string {
  return `{"modelTopology": ${topology}, "weightsManifest": [{"paths": ["shard.bin"], "weights": []}]}`;
}

async function many(): Promise<readonly Attack[]> {
  const layers = (count: number) =>
    `{"class_name":"Sequential","config":{"layers":[${Array(count).fill('{"class_name":"ReLU"}').join()}]}}`;
  // Each call is given what the next one answers, and only the last has the input.
  const calls = (count: number) =>
    Array.from({ length: count }, (_, i) => [i === count - 1 ? ['x', 0, 0, {}] : ['a', i + 1, 0, {}]]);
  const answer = { ...DENSE, inbound_nodes: [[['a', 0, 0, {}]]] };
  const input = layerOf(
    'InputLayer',
    { name: 'x', batch_input_shape: [null, 2] },
    { name: 'x', inbound_nodes: [] },
  );
  const called = (count: number) => ({
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [input, layerOf('ReLU', { name: 'a' }, { name: 'a', inbound_nodes: calls(count) }), answer],
      input_layers: [['x', 0, 0]],
      output_layers: [['dense', 0, 0]],
    },
  });
  const inArchive = async (config: unknown) => ({ 'model.keras': zipSync(await members(config)) });
  return [
    { title: '[T-14] a million layers', files: await inArchive(layers(MILLION)), ends: 'model/too-large' },
    { title: '[T-14] 100,000 layers', files: await inArchive(layers(MILLION / 10)), ends: 'model/too-large' },
    {
      title: '[T-14] a layer that is called 5,000 times, in the wrong order',
      files: web(called(5_000), WEIGHTS),
      ends: 'scored',
    },
    {
      title: '[T-14] a layer that is called 200,000 times',
      files: web(called(200_000), WEIGHTS),
      ends: 'model/too-large',
    },
    {
      title: '[T-14] a config of more bytes than any model has',
      files: await inArchive(JSON.stringify({ padding: ' '.repeat(MAX_CONFIG_BYTES) })),
      ends: 'model/too-large',
    },
  ];
}

/** JSON has no NaN; Python writes one all the same, and 1e999 becomes an infinity. */
function sizes(): readonly Case[] {
  const dense = (units: unknown) => sequential(ROW, layerOf('Dense', { units }));
  const ends = 'model/config-invalid';
  return [
    ['[T-08] −2 units', dense(-2), ends],
    ['[T-08] half a unit', dense(0.5), ends],
    ['[T-08] more units than there are numbers', dense(1e308), ends],
    ['[T-08] a list of units', dense([2]), ends],
    ['[T-08] rows of −2', sequential([-2], DENSE), ends],
    ['[T-08] rows of half a number', sequential([0.5], DENSE), ends],
    ['[T-07] 2^53 units', dense(2 ** 53 - 1), 'model/weights-shape'],
    [
      '[T-07] padding by a billion',
      sequential(
        ROW,
        layerOf('Reshape', { target_shape: [2, 1] }),
        layerOf('ZeroPadding1D', { padding: 1e9 }),
        DENSE,
      ),
      'model/too-large',
    ],
    [
      '[T-07] a row repeated a billion times',
      sequential(ROW, layerOf('RepeatVector', { n: 1e9 }), DENSE),
      'model/too-large',
    ],
    [
      '[T-07] a picture enlarged a million times',
      sequential(
        ROW,
        layerOf('Reshape', { target_shape: [1, 2, 1] }),
        layerOf('UpSampling2D', { size: [1e6, 1e6] }),
        DENSE,
      ),
      'model/too-large',
    ],
    [
      '[T-08] a shape of many unknowns',
      sequential(ROW, layerOf('Reshape', { target_shape: [-1, -1, -1] }), DENSE),
      'model/input-mismatch',
    ],
  ];
}

function cycles(): readonly Case[] {
  const relu = (name: string, from: string) =>
    layerOf('ReLU', { name }, { name, inbound_nodes: [[[from, 0, 0, {}]]] });
  const input = layerOf(
    'InputLayer',
    { name: 'x', batch_input_shape: [null, 2] },
    { name: 'x', inbound_nodes: [] },
  );
  const functional = (output: string, ...layers: object[]) => ({
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [input, ...layers],
      input_layers: [['x', 0, 0]],
      output_layers: [[output, 0, 0]],
    },
  });
  const ends = 'model/config-invalid';
  const round = Array.from({ length: 1_000 }, (_, i) => relu(`n${i}`, `n${(i + 1) % 1_000}`));
  return [
    ['[T-13] a layer that waits for itself', functional('a', relu('a', 'a')), ends],
    ['[T-13] two layers that wait for each other', functional('b', relu('a', 'b'), relu('b', 'a')), ends],
    ['[T-13] a circle of a thousand layers', functional('n0', ...round), ends],
    ['[T-13] a model that is a layer of itself, by its id', selfSame(), ends],
  ];
}

/** Layers with one id are one layer; here, the outer and the inner. */
function selfSame(): object {
  const inner = { class_name: 'Sequential', shared_object_id: 1, config: { name: 's', layers: [] } };
  return { class_name: 'Sequential', shared_object_id: 1, config: { name: 's', layers: [inner] } };
}
