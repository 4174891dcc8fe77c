import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compileKernels, instantiate, selfTest, Workspace } from '../../src/kernels/index.ts';
import { hashOfResults } from '../../src/kernels/self-test.ts';

const BINARY = new URL('../../src/kernels/kernels.wasm', import.meta.url);
const PROGRAM = fileURLToPath(new URL('./hash.ts', import.meta.url));

/** Constants of kernels, wherever they stand: with a bit of another value, some result must change. */
const CONSTANTS = {
  'of the exponential function': 1.6666665459e-1,
  'of tanh': 1.48572235717979e-5,
  'of erf': -2.13374055278905e-4,
  'of selu': 1.6732632423543772,
};

async function testOf(binary: Uint8Array): Promise<boolean> {
  return selfTest(instantiate(await WebAssembly.compile(binary), new Workspace().memory));
}

describe('selfTest', () => {
  it('passes, also on memory that is in use', async () => {
    const workspace = new Workspace();
    const kept = workspace.store([1, 2, 3]);
    const kernels = instantiate(await compileKernels(), workspace.memory);
    expect(selfTest(kernels)).toBe(true);
    expect(selfTest(kernels)).toBe(true);
    expect([...workspace.f32(kept, 3)]).toEqual([1, 2, 3]);
  });

  it.each(Object.entries(CONSTANTS))(
    'fails when a bit of a constant is another: %s',
    async (_title, value) => {
      const binary = await readFile(BINARY);
      const bytes = Buffer.from(Float32Array.of(value).buffer);
      const places = [...placesOf(binary, bytes)];
      expect(places.length).toBeGreaterThan(0);
      for (const at of places) binary[at + 1] = (binary[at + 1] ?? 0) ^ 0x10;
      expect(await testOf(binary)).toBe(false);
    },
  );

  it('fails when a kernel adds where it should subtract', async () => {
    const binary = await readFile(BINARY);
    // f32x4.sub, after the prefix of SIMD instructions; its opcode 0xe5 takes two bytes.
    const at = binary.indexOf(Buffer.from([0xfd, 0xe5, 0x01]));
    binary.set([0xfd, 0xe4, 0x01], at);
    expect(await testOf(binary)).toBe(false);
  });

  /** All that V8 may do with the code: its first compiler, its second, and the second with joined vectors. */
  it.each([['--liftoff-only'], ['--no-liftoff'], ['--no-liftoff', '--experimental-wasm-revectorize']])(
    'finds the same bits with %s %s',
    async (...flags) => {
      const { stdout } = await promisify(execFile)(process.execPath, [...flags.filter(Boolean), PROGRAM]);
      const { memory } = new Workspace();
      expect(Number(stdout)).toBe(hashOfResults(instantiate(await compileKernels(), memory)));
    },
  );
});

function* placesOf(binary: Buffer, bytes: Buffer): Generator<number> {
  for (let at = binary.indexOf(bytes); at >= 0; at = binary.indexOf(bytes, at + 1)) yield at;
}
