import { expect, it } from 'vitest';
import { type NpyArray, readNpy, writeNpy } from '../../src/formats/npy.ts';
import { readNpz, writeNpz } from '../../src/formats/npz.ts';
import { describeWithNumpy, inFolder, runPython } from '../peers.ts';

const TYPES = 'b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8'.split(' ');

/** A 2×3×2 array of every type and order, as nested lists and as files. */
const MAKE = `
base = np.array([0, 1, 100, 0, 3, 7, 0, 127, 64, 2, 5, 9]).reshape(2, 3, 2)
for code in '${TYPES.join(' ')}'.split():
  for order in '<>':
    for memory in 'CF':
      a = np.asarray(base, dtype=np.dtype(order + code), order=memory)
      np.save(f'{code}{"lb"[order == ">"]}{memory}.npy', a)
  np.savez(f'{code}.npz', a=base.astype(code), b=np.array('text'))
  np.savez_compressed(f'{code}c.npz', a=base.astype(code), b=np.array(b'text'))
np.lib.format.write_array(open('v2.npy', 'wb'), base, version=(2, 0))
np.lib.format.write_array(open('v3.npy', 'wb'), base, version=(3, 0))
`;

describeWithNumpy('NumPy and we', () => {
  const made = inFolder({}, (folder) => runPython(folder, MAKE));
  const expected = [0, 1, 100, 0, 3, 7, 0, 127, 64, 2, 5, 9];
  const numbers = ({ data }: NpyArray) => Array.from(data as Float32Array, Number);

  it.each(TYPES)('agree on %s in both byte orders and both memory orders', (code) => {
    const files = ['lC', 'lF', 'bC', 'bF'].map((variant) => readNpy(made(`${code}${variant}.npy`)));
    for (const array of files) {
      expect(array.shape).toEqual([2, 3, 2]);
      expect(numbers(array)).toEqual(code === 'b1' ? expected.map((n) => Number(n !== 0)) : expected);
    }
  });

  it.each(TYPES)('agree on %s in stored and compressed archives', (code) => {
    for (const name of [`${code}.npz`, `${code}c.npz`]) {
      const arrays = readNpz(made(name));
      expect([...arrays.keys()]).toEqual(['a', 'b']);
      expect(arrays.get('b')?.data).toEqual(['text']);
    }
  });

  it.each(['v2', 'v3'])('agree on header version %s', (version) => {
    expect(numbers(readNpy(made(`${version}.npy`)))).toEqual(expected);
  });

  it.each(TYPES)('write the same bytes for %s', (code) => {
    const bytes = made(`${code}lC.npy`);
    expect(Buffer.from(writeNpy(readNpy(bytes))).equals(Buffer.from(bytes))).toBe(true);
  });

  it('NumPy reads the archives that we write, checksums included', () => {
    const npz = writeNpz({
      x: { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1.5, -2, 0, 1e30) },
      u: { dtype: '<U3', shape: [2], data: ['añ', '😀'] },
      s: { dtype: '|S3', shape: [], data: ['é!'] },
      h: { dtype: '<f2', shape: [1], data: Float16Array.of(0.25) },
      l: { dtype: '<i8', shape: [1], data: BigInt64Array.of(-(2n ** 62n)) },
      e: { dtype: '|u1', shape: [0, 4], data: new Uint8Array() },
    });
    let printed = '';
    inFolder({ 'ours.npz': npz }, (folder) => {
      printed = runPython(
        folder,
        `a = np.load('ours.npz', allow_pickle=False)
print(json.dumps([a['x'].tolist(), a['u'].tolist(), a['s'].item().decode(), a['h'].tolist(), str(a['l'][0]), a['e'].shape]))`,
      );
    });
    expect(JSON.parse(printed)).toEqual([
      [
        [1.5, -2],
        [0, Math.fround(1e30)],
      ],
      ['añ', '😀'],
      'é!',
      [0.25],
      String(-(2n ** 62n)),
      [0, 4],
    ]);
  });
});
