import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Cost, measureProcess } from './process.ts';

/** Most of the scripts are here; paths of others are whole. */
const MODELS = resolve(import.meta.dirname, 'models');

/** A Python that can `import keras`: see models/requirements.txt. */
const PYTHON = process.env.FIVEFOLD_KERAS_PYTHON ?? 'python3';

const ENVIRONMENT = { ...process.env, CUDA_VISIBLE_DEVICES: '', KERAS_BACKEND: 'tensorflow' };

/** Packages that a figure may depend on. */
const PACKAGES = ['keras', 'tensorflow-cpu', 'onnxruntime', 'numpy'];

/** Their versions, of those that are installed. Throws where there is no Keras: without the peer, there is no ratio. */
export async function pythonVersions(): Promise<Readonly<Record<string, string>>> {
  const script = `
import importlib.metadata as m, json, platform
found = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in m.distributions()}
print(json.dumps({"python": platform.python_version(), **{n: found[n] for n in ${JSON.stringify(PACKAGES)} if n in found}}))`;
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', script]).catch(() => ({ stdout: '{}' }));
  const versions = JSON.parse(stdout) as Record<string, string>;
  if (versions.keras !== undefined) return versions;
  throw new Error(
    `${PYTHON} has no Keras, the peer of these benchmarks. Make an environment from bench/models/requirements.txt and ` +
      'name its interpreter in FIVEFOLD_KERAS_PYTHON.',
  );
}

/** Run a script, which prints one JSON object. */
export function measurePython<T>(script: string, ...args: readonly string[]): Promise<Cost & { report: T }> {
  return measureProcess<T>(PYTHON, [resolve(MODELS, script), ...args], ENVIRONMENT);
}

/** Run a script that prints nothing of interest, and takes its time. */
export async function runPython(script: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)(PYTHON, [resolve(MODELS, script), ...args], { env: ENVIRONMENT });
}
