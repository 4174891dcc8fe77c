/**
 * Compile the kernels: `npm run kernels` writes `src/kernels/kernels.wasm`, which is committed, and which a test compares with what
 * the sources compile to. The same sources and lockfile give the same bytes.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import asc from 'assemblyscript/asc';
import { MAX_WASM_HEAP_BYTES } from '../src/domain/limits.ts';

const FOLDER = resolve(import.meta.dirname, '../src/kernels');
const PAGE_BYTES = 65_536;

/** The compiler's own names. No relaxed SIMD among the features: its results depend on the machine. */
const OPTIONS = [
  ...['-O3', '--runtime', 'stub', '--noAssert', '--use', 'abort='],
  ...[
    '--enable',
    'simd,threads',
    '--importMemory',
    '--sharedMemory',
    '--noExportMemory',
    '--memoryBase',
    '64',
  ],
  ...['--initialMemory', '1', '--maximumMemory', String(MAX_WASM_HEAP_BYTES / PAGE_BYTES)],
];

/** The binary, compiled in memory. */
export async function compileSources(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ['assembly/index.ts', '--outFile', 'kernels.wasm', '--baseDir', FOLDER, ...OPTIONS],
    {
      writeFile: (_name, contents) => {
        binary = contents as Uint8Array;
      },
    },
  );
  if (error !== null || binary === undefined) throw new Error(`asc failed:\n${stderr.toString()}`);
  return binary;
}

if (import.meta.main) await writeFile(resolve(FOLDER, 'kernels.wasm'), await compileSources());
