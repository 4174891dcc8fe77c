import { BENCHMARKS } from './benchmarks.ts';
import { goals } from './goals.ts';
import type { Machine } from './machine.ts';
import type { Measured, Performance } from './performance.ts';

const TITLES: Readonly<Record<string, string>> = {
  models: 'Models, against Python Keras',
  kernels: 'The machine’s peak, and what is reached of it',
  loading: 'Loading one large file',
  pipeline: 'From the event to the comment',
  scaling: 'Rows and models',
  report: 'The report',
  cohort: 'A cohort',
};

/** docs/performance.md. */
export function page(measured: Performance): string {
  const figures = Object.assign({}, ...Object.values(measured).map((each) => each.figures));
  return [
    '<!-- Written by `npm run bench -- --write` from performance.json. Do not edit. -->',
    '',
    '# Performance',
    '',
    'What a grading costs, beside what a user would write instead: a Python process that imports Keras, already installed, and runs',
    '`load_model` and `predict`. Ours and the peer’s runs take turns in one run of the benchmark (A B A B …), every process starts cold',
    'and with warm files, and medians are shown. CPU is user and system time of all processes; memory is the peak of all processes',
    'together, sampled, with shared pages counted once (PSS). Ours reads the files, starts its sandbox, and scores, as the action does.',
    '',
    'With V8’s revectorisation (`--experimental-wasm-revectorize`), which the grader proves at its start and uses by default, and without.',
    'The bits of the predictions are the same.',
    '',
    '## Goals',
    '',
    goals(figures),
    '',
    ...Object.entries(BENCHMARKS).flatMap(([name, { show }]) => section(name, show, measured[name])),
    '## Measure it again',
    '',
    '```sh',
    'python -m venv keras && keras/bin/pip install -r bench/models/requirements.txt',
    'FIVEFOLD_KERAS_PYTHON=$PWD/keras/bin/python npm run bench -- --write           # a quarter of an hour',
    'FIVEFOLD_KERAS_PYTHON=$PWD/keras/bin/python npm run bench -- --only models     # one of them',
    '```',
    '',
  ].join('\n');
}

function section(
  name: string,
  show: (figures: Measured['figures']) => string,
  measured: Measured | undefined,
): readonly string[] {
  if (measured === undefined) return [];
  return [
    `## ${TITLES[name] ?? name}`,
    '',
    show(measured.figures),
    '',
    `_${measured.date}, ${place(measured.machine)}._`,
    '',
  ];
}

/** Others at work beside the benchmark, from which on it is said. */
const BUSY = 1;

function place({ cpu, cores, memoryGiB, load, versions }: Machine): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const busy =
    load > BUSY ? [`with ${load} other processes at work: trust ratios and CPU, not wall times`] : [];
  return [`${cpu}, ${cores} cores, ${memoryGiB} GiB`, ...busy, ...names].join(', ');
}
