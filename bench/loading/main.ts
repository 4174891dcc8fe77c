import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { measureProcess } from '../process.ts';
import { median, medianRatio } from '../statistics.ts';

const HERE = import.meta.dirname;

/** InceptionV3 with a head, 90 MB, as tests/fixtures/applications/make.py makes it. */
const APPLICATIONS = process.env.FIVEFOLD_APPLICATIONS ?? resolve(HERE, '../../.cache/applications');
const MODEL = join(APPLICATIONS, 'keras3/transfer_inception_v3/model.h5');

/** A Python that can `import keras`: see bench/models/requirements.txt. */
const PYTHON = process.env.FIVEFOLD_KERAS_PYTHON ?? 'python3';

interface Loading {
  /** From the file's path to a model that is ready to predict, imports not counted. */
  readonly loadMs: number;
  /** Resident memory of the process when it began to load, and its peak. */
  readonly beforeBytes: number;
  readonly peakBytes: number;
}

interface Run extends Loading {
  readonly wallMs: number;
}

/** Time and memory to load one large .h5, in turn with Python Keras: A B A B … */
export async function benchLoading(runs: number): Promise<Record<string, number>> {
  if (!existsSync(MODEL)) {
    console.log(`skipped: ${MODEL} is missing; tests/fixtures/applications/make.py makes it`);
    return {};
  }
  const ours: Run[] = [];
  const peer: Run[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(await measure(process.execPath, [join(HERE, 'ours.ts'), MODEL]));
    peer.push(await measure(PYTHON, [join(HERE, 'peer.py'), MODEL]));
  }
  return report(statSync(MODEL).size, ours, peer);
}

async function measure(command: string, args: readonly string[]): Promise<Run> {
  const env = { ...process.env, CUDA_VISIBLE_DEVICES: '', KERAS_BACKEND: 'tensorflow' };
  const { wallMs, report } = await measureProcess<Loading>(command, args, env);
  return { ...report, wallMs };
}

function report(fileBytes: number, ours: readonly Run[], peer: readonly Run[]): Record<string, number> {
  const ratio = (step: keyof Run) =>
    medianRatio(
      ours.map((run) => run[step]),
      peer.map((run) => run[step]),
    );
  const memory = (sample: readonly Run[]) =>
    median(sample.map(({ beforeBytes, peakBytes }) => (peakBytes - beforeBytes) / fileBytes));
  const figures = {
    'loading.wasm.loadMs': median(ours.map(({ loadMs }) => loadMs)),
    'loading.keras.loadMs': median(peer.map(({ loadMs }) => loadMs)),
    'loading.loadRatioToKeras': ratio('loadMs'),
    'loading.wasm.wallMs': median(ours.map(({ wallMs }) => wallMs)),
    'loading.keras.wallMs': median(peer.map(({ wallMs }) => wallMs)),
    'loading.wallRatioToKeras': ratio('wallMs'),
    'loading.wasm.memoryRatioToFile': memory(ours),
    'loading.keras.memoryRatioToFile': memory(peer),
    'loading.wasm.peakRatioToFile': median(ours.map(({ peakBytes }) => peakBytes / fileBytes)),
    'loading.keras.peakRatioToFile': median(peer.map(({ peakBytes }) => peakBytes / fileBytes)),
  };
  console.log(`file of ${(fileBytes / 1e6).toFixed(1)} MB, ${ours.length} runs each, medians`);
  for (const [name, value] of Object.entries(figures)) {
    console.log(`${name.padEnd(34)} ${value.toFixed(name.endsWith('Ms') ? 0 : 2).padStart(8)}`);
  }
  return figures;
}
