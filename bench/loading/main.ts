import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Benchmark, type Figures, figuresOf, shown } from '../benchmark.ts';
import { bundlePrograms, measureProgram } from '../bundle.ts';
import { jobsOf, references } from '../models/reference.ts';
import type { Cost } from '../process.ts';
import { measurePython } from '../python.ts';
import { median, medianRatio } from '../statistics.ts';
import { table } from '../table.ts';

interface Loading {
  /** From the file's path to a model that is ready to predict, imports not counted. */
  readonly loadMs: number;
  /** Resident memory of the process when it began to load, and its peak. */
  readonly beforeBytes: number;
  readonly peakBytes: number;
}

type Run = Loading & Pick<Cost, 'wallMs'>;

/** Time and memory to load InceptionV3 with a head, an `.h5` of 90 MB, in turn with Python Keras: A B A B … */
export const loading: Benchmark = { measure, show };

async function measure(runs: number): Promise<Figures> {
  await bundlePrograms({ loader: 'bench/loading/ours.ts' });
  const [job] = jobsOf(await references(), ['inception']);
  const path = job?.model ?? '';
  const ours: Run[] = [];
  const peer: Run[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(runOf(await measureProgram<Loading>('loader', path)));
    peer.push(runOf(await measurePython<Loading>(join(import.meta.dirname, 'peer.py'), path)));
  }
  return summarise((await stat(path)).size, ours, peer);
}

function runOf({ wallMs, report }: Cost & { readonly report: Loading }): Run {
  return { ...report, wallMs };
}

function summarise(fileBytes: number, ours: readonly Run[], peer: readonly Run[]): Figures {
  const sample = (runs: readonly Run[], of: (run: Run) => number) => runs.map(of);
  const ratio = (of: (run: Run) => number) => medianRatio(sample(ours, of), sample(peer, of));
  const grown = (run: Run) => (run.peakBytes - run.beforeBytes) / fileBytes;
  const peak = (run: Run) => run.peakBytes / fileBytes;
  return {
    'loading.wasm.loadMs': median(sample(ours, (run) => run.loadMs)),
    'loading.keras.loadMs': median(sample(peer, (run) => run.loadMs)),
    'loading.loadRatioToKeras': ratio((run) => run.loadMs),
    'loading.wasm.wallMs': median(sample(ours, (run) => run.wallMs)),
    'loading.keras.wallMs': median(sample(peer, (run) => run.wallMs)),
    'loading.wallRatioToKeras': ratio((run) => run.wallMs),
    'loading.wasm.memoryRatioToFile': median(sample(ours, grown)),
    'loading.keras.memoryRatioToFile': median(sample(peer, grown)),
    'loading.wasm.peakRatioToFile': median(sample(ours, peak)),
    'loading.keras.peakRatioToFile': median(sample(peer, peak)),
  };
}

function show(figures: Figures): string {
  const of = (who: string) => figuresOf(figures, `loading.${who}`);
  const line = (what: string, name: string, digits: number) => [
    what,
    ...['wasm', 'keras'].map((who) => shown(of(who)[name], digits)),
  ];
  return table(
    ['an `.h5` of 90 MB', 'Fivefold', 'Python Keras'],
    [
      line('from path to model, ms', 'loadMs', 0),
      line('the whole process, ms', 'wallMs', 0),
      line('memory that loading takes ÷ file', 'memoryRatioToFile', 2),
      line('memory of the process ÷ file', 'peakRatioToFile', 2),
    ],
  );
}
