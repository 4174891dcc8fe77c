/**
 * Bundle `src/` into `dist/`: four entry points, shared chunks, the WebAssembly of our kernels, TensorFlow.js and HDF5 beside them,
 * and the Python scripts of calibration. The result runs without `node_modules`.
 *
 *     node scripts/build.ts             write dist/
 *     node scripts/build.ts --check     fail when dist/ differs from what would be written
 *     node scripts/build.ts --to DIR    write there instead
 *
 * Licences and bill of materials of what is bundled are written with it. The same sources and lockfile give the same bytes, wherever
 * and whenever they are built.
 */
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { build } from 'esbuild';
import { licenseNotice } from './bundle/licenses.ts';
import { bundledPackages } from './bundle/packages.ts';
import { sbomOf } from './bundle/sbom.ts';
import { H5WASM_BINARY, h5wasmPlugin } from './h5wasm-plugin.ts';

const ROOT = resolve(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const WASM = 'tfjs-backend-wasm-simd.wasm';
const KERNELS = 'kernels.wasm';
const ENTRIES = {
  action: 'src/action.ts',
  cli: 'src/cli.ts',
  worker: 'src/sandbox/worker.ts',
  thread: 'src/sandbox/thread.ts',
};
/** What Python runs for `fivefold calibrate`. */
const LADDER = join(ROOT, 'src/calibrate/ladder');

/** Some dependencies are CommonJS inside: they call `require` for Node's own modules and ask where they are. */
const COMMONJS_SHIM = [
  "import { createRequire } from 'node:module';",
  'const require = createRequire(import.meta.url);',
  'const __dirname = import.meta.dirname;',
].join(' ');

async function bundle(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    // Names of chunks follow from paths, which must not lead out of here where node_modules is a link.
    preserveSymlinks: true,
    entryPoints: ENTRIES,
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    legalComments: 'none',
    metafile: true,
    plugins: [h5wasmPlugin((binary) => writeFile(join(outdir, H5WASM_BINARY), binary))],
    banner: { js: COMMONJS_SHIM },
    logLevel: 'warning',
  });
  const backend = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  await copyFile(join(backend, '..', WASM), join(outdir, WASM));
  await copyFile(join(ROOT, 'src/kernels', KERNELS), join(outdir, KERNELS));
  await cp(LADDER, join(outdir, 'ladder'), {
    recursive: true,
    filter: (path) => !path.includes('__pycache__'),
  });
  await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
  const packages = await bundledPackages(ROOT, Object.keys(metafile.inputs));
  await writeFile(join(outdir, 'LICENSES.txt'), await licenseNotice(packages));
  await writeFile(join(outdir, 'sbom.cdx.json'), await sbomOf(ROOT, packages));
}

/** Names of the files that differ between two folders, in either direction. */
async function differences(left: string, right: string): Promise<string[]> {
  const names = new Set([...(await list(left)), ...(await list(right))]);
  const differs = await Promise.all(
    [...names].map(async (name) => ((await equal(join(left, name), join(right, name))) ? [] : [name])),
  );
  return differs.flat();
}

async function list(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)));
}

async function equal(left: string, right: string): Promise<boolean> {
  const [a, b] = await Promise.all([left, right].map((path) => readFile(path).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.equals(b);
}

async function check(): Promise<void> {
  const fresh = await mkdtemp(join(tmpdir(), 'fivefold-dist-'));
  await bundle(fresh);
  const stale = await differences(DIST, fresh);
  await rm(fresh, { recursive: true });
  if (stale.length === 0) return console.log(styleText('green', '✔ dist/ is what these sources build'));
  console.error(
    styleText('red', `✖ dist/ is stale: ${stale.join(', ')}. Run \`npm run build\` and commit dist/.`),
  );
  process.exitCode = 1;
}

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, to: { type: 'string', default: DIST } },
});
await (values.check ? check() : bundle(resolve(values.to)));
