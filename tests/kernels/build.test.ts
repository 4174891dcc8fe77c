import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileSources } from '../../scripts/kernels.ts';
import { compileKernels, instantiate, Workspace } from '../../src/kernels/index.ts';
import { CONSTANTS_BYTES } from '../../src/kernels/workspace.ts';

const BINARY = new URL('../../src/kernels/kernels.wasm', import.meta.url);
describe('kernels.wasm', () => {
  it('is what the sources compile to (or run `npm run kernels` and commit it)', async () => {
    const compiled = await compileSources();
    expect(Buffer.from(compiled).equals(await readFile(BINARY))).toBe(true);
  });

  it('writes its coefficients where nothing else lies, and asks for nothing but memory', async () => {
    const { memory } = new Workspace();
    const module = await compileKernels();
    instantiate(module, memory);
    const written = new Uint8Array(memory.buffer).findLastIndex((byte) => byte !== 0);
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(CONSTANTS_BYTES);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
  });
});
