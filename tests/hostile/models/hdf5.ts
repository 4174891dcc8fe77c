import type { Group } from 'h5wasm';
import { sequential } from '../../model/build.ts';
import type { Attack } from '../world.ts';
import { archive, DENSE, hdf5, kerasH5, members, ROW, writeBias, writeBoth } from './build.ts';
import { DatasetHeader } from './hdf5-bytes.ts';

const h5 = (bytes: Uint8Array) => ({ 'model.h5': new Uint8Array(bytes) });

/** A kernel that is stored in chunks, compressed. */
function chunkedKernel(layer: Group): void {
  layer.create_dataset({
    name: 'kernel',
    data: Float32Array.of(1, 0, 0, 1),
    shape: [2, 2],
    chunks: [2, 2],
    compression: 'gzip',
    compression_opts: [9],
  });
}

/** Files that libhdf5 would follow into circles, out of themselves, or beyond all memory. */
export async function hdf5Files(): Promise<readonly Attack[]> {
  return [...(await links()), ...(await shapes()), ...(await storage())];
}

async function links(): Promise<readonly Attack[]> {
  const round = 'round/dense/';
  const cyclic = (turns: number) =>
    hdf5((file) => {
      file.create_attribute('model_config', JSON.stringify(sequential(ROW, DENSE)));
      const all = file.create_group('model_weights');
      all.create_attribute('layer_names', ['dense']);
      const layer = all.create_group('dense');
      layer.create_attribute('weight_names', [`${round.repeat(turns)}kernel`, 'bias']);
      writeBoth(layer);
      layer.create_hard_link('/model_weights', 'round');
    });
  const inArchive = async (weights: (vars: Group) => void) => ({
    'model.keras': archive(await members(undefined, weights)),
  });
  const attacks: readonly (readonly [string, Uint8Array, Attack['ends']])[] = [
    ['[T-06] none: the control case', await kerasH5(writeBoth), 'scored'],
    ['[T-06] a group that contains itself, walked round three times', await cyclic(3), 'scored'],
    ['[T-06] a group that contains itself, walked round 5,000 times', await cyclic(5_000), 'model/damaged'],
    [
      '[T-06] a link that leads to itself',
      await kerasH5((layer) => {
        layer.create_soft_link('/model_weights/dense/kernel', 'kernel');
        writeBias(layer);
      }),
      'model/damaged',
    ],
    [
      '[T-06] two links that lead to each other',
      await kerasH5((layer) => {
        layer.create_soft_link('/model_weights/dense/bias', 'kernel');
        layer.create_soft_link('/model_weights/dense/kernel', 'bias');
      }),
      'model/damaged',
    ],
    [
      '[T-11] a link to another file',
      await kerasH5((layer) => {
        layer.create_external_link('/etc/passwd', '/kernel', 'kernel');
        writeBias(layer);
      }),
      'model/damaged',
    ],
    [
      '[T-11] a layer that is a link to another file',
      await hdf5((file) => {
        file.create_attribute('model_config', JSON.stringify(sequential(ROW, DENSE)));
        file.create_attribute('layer_names', ['dense']);
        file.create_external_link('../healthy/model.h5', '/dense', 'dense');
      }),
      'model/damaged',
    ],
    [
      '[T-11] numbers in a file of the runner',
      new DatasetHeader(
        await kerasH5((layer) => {
          writeBoth(layer);
          layer.create_soft_link('/etc/passwd', 'name');
        }),
        [2, 2],
      ).external('/etc/passwd').bytes,
      'model/damaged',
    ],
    [
      '[T-11] numbers in datasets of other files',
      new DatasetHeader(await kerasH5(writeBoth), [2, 2]).virtual().bytes,
      'model/damaged',
    ],
  ];
  return [
    ...attacks.map(([title, bytes, ends]) => ({ title, files: h5(bytes), ends })),
    {
      title: '[T-11] a link to another file in an archive',
      files: await inArchive((vars) => {
        vars.create_external_link('/etc/passwd', '/0', '0');
      }),
      ends: 'model/damaged',
    },
  ];
}

async function shapes(): Promise<readonly Attack[]> {
  const plain = await kerasH5(writeBoth);
  const chunked = await kerasH5((layer) => {
    chunkedKernel(layer);
    writeBias(layer);
  });
  const nan = new BigUint64Array(Float64Array.of(Number.NaN).buffer)[0] ?? 0n;
  const sized = (file: Uint8Array, ...sizes: bigint[]) =>
    new DatasetHeader(file, [2, 2]).resize(...sizes).bytes;
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['[T-07] 2^40 numbers', sized(plain, 2n ** 20n, 2n ** 20n)],
    ['[T-07] 2^40 numbers in chunks', sized(chunked, 2n ** 20n, 2n ** 20n)],
    ['[T-07] 2^64 numbers', sized(plain, 2n ** 32n, 2n ** 32n)],
    [
      '[T-07] 2^40 numbers, and their length',
      new DatasetHeader(plain, [2, 2]).resize(2n ** 20n, 2n ** 20n).place(2_048n, 2n ** 42n).bytes,
    ],
    ['[T-08] a size of −1', sized(plain, 2n ** 64n - 1n, 2n)],
    ['[T-08] a size of −1 in chunks', sized(chunked, 2n ** 64n - 1n, 2n)],
    ['[T-08] the least of all sizes', sized(plain, 2n ** 63n, 2n)],
    ['[T-08] a size that is the bits of NaN', sized(plain, nan, 2n)],
  ];
  return cases.map(([what, bytes]) => ({
    title: what.replace(']', '] a weight of'),
    files: h5(bytes),
    ends: 'model/damaged',
  }));
}

async function storage(): Promise<readonly Attack[]> {
  const plain = await kerasH5(writeBoth);
  const header = new DatasetHeader(plain, [2, 2]);
  const chunked = () =>
    kerasH5((layer) => {
      chunkedKernel(layer);
      writeBias(layer);
    });
  const filtered = async (id: number) => new DatasetHeader(await chunked(), [2, 2]).filter(id).bytes;
  const cases: readonly (readonly [string, Uint8Array, Attack['ends']])[] = [
    [
      '[T-09] a thousand layers that share one megabyte of weights',
      await sharing(1_000, 2 ** 18),
      'model/damaged',
    ],
    [
      '[T-09] a weight that overlaps the structure of the file',
      new DatasetHeader(plain, [2, 2]).place(96n, 16n).bytes,
      'scored',
    ],
    [
      '[T-09] a weight that begins inside the file and ends outside',
      header.place(BigInt(plain.length) - 8n, 16n).bytes,
      'model/damaged',
    ],
    ['[T-10] compression, as libhdf5 writes it', await chunked(), 'scored'],
    ['[T-10] the filter szip, which we do not have', await filtered(4), 'model/damaged'],
    ['[T-10] the filter Blosc, a plug-in', await filtered(32_001), 'model/damaged'],
    ['[T-10] a filter of nobody', await filtered(65_535), 'model/damaged'],
    ['[T-10] compression of a megabyte of zeros to a kilobyte', await squeezed(), 'model/damaged'],
  ];
  return cases.map(([title, bytes, ends]) => ({ title, files: h5(bytes), ends }));
}

/** Layers that all have the same dataset for a kernel: small on disk, large in memory. */
function sharing(layers: number, side: number): Promise<Uint8Array> {
  const units = side / 2;
  const names = Array.from({ length: layers }, (_, i) => `dense_${i}`);
  const config = sequential(
    ROW,
    ...names.map((name) => ({ class_name: 'Dense', config: { name, units, use_bias: false } })),
  );
  return hdf5((file) => {
    file.create_attribute('model_config', JSON.stringify(config));
    file.create_attribute('layer_names', names);
    for (const name of names) {
      const layer = file.create_group(name);
      layer.create_attribute('weight_names', ['kernel']);
      if (name === names[0])
        layer.create_dataset({ name: 'kernel', data: new Float32Array(side), shape: [2, units] });
      else layer.create_hard_link(`/${names[0]}/kernel`, 'kernel');
    }
  });
}

function squeezed(): Promise<Uint8Array> {
  return kerasH5((layer) => {
    writeBias(layer);
    layer.create_dataset({
      name: 'kernel',
      data: new Float32Array(2 ** 18),
      shape: [2, 2 ** 17],
      chunks: [2, 2 ** 17],
      compression: 'gzip',
      compression_opts: [9],
    });
  });
}
