import { type Figures, figuresOf, partsOf, seconds, shown } from '../benchmark.ts';
import { table } from '../table.ts';
import { APPLICATIONS, FIVE } from './reference.ts';

const CONTESTANTS: Readonly<Record<string, string>> = {
  wasm: 'Fivefold, no flags',
  'wasm-revectorised': 'Fivefold',
  native: 'Fivefold on TensorFlow',
  keras: 'Python Keras',
  onnx: 'ONNX Runtime',
};

/** What they are, for people. */
const MODELS: Readonly<Record<string, string>> = {
  line: 'dense 1→1, 200 rows',
  digits: 'CNN 28×28, 1,000 rows',
  photos: 'CNN 150×150×3, 300 rows',
  sentences: 'two BiLSTM, 120 tokens, 1,000 rows',
  windows: 'Conv1D, two LSTM, 30×1, 1,000 rows',
  mobilenet: 'MobileNetV2 224, 300 rows',
  inception: 'InceptionV3 150, 300 rows, `.h5` of 90 MB',
};

export function show(figures: Figures): string {
  return [
    'Five models, cold process to scores, reading of files included; Keras in one process for all five, and in the last column in five:',
    '',
    total(figures),
    '',
    'From the first file to the metric, one model in each process, in seconds; without the start of the program and its imports:',
    '',
    each(figures),
  ].join('\n');
}

function total(figures: Figures): string {
  const rows = partsOf(figures, 'models.total').map((who) => {
    const of = figuresOf(figures, `models.total.${who}`);
    const ratios = ['wallRatioToKeras', 'cpuRatioToKeras', 'rssRatioToKeras', 'wallRatioToFiveKeras'];
    return [
      CONTESTANTS[who] ?? who,
      seconds(of.wallMs),
      seconds(of.cpuMs),
      shown(of.peakMiB, 0),
      ...ratios.map((name) => shown(of[name], 2)),
    ];
  });
  const head = ['', 'wall s', 'CPU s', 'peak MiB', 'wall ÷ Keras', 'CPU ÷', 'memory ÷', 'wall ÷ five Keras'];
  return table(head, rows);
}

function each(figures: Figures): string {
  const contestants = partsOf(figures, 'models.total');
  const measured = partsOf(figures, 'models');
  const rows = [...FIVE, ...APPLICATIONS]
    .filter((model) => measured.includes(model))
    .map((model) => {
      const of = figuresOf(figures, `models.${model}`);
      return [
        MODELS[model] ?? model,
        ...contestants.map((who) => seconds(of[`${who}.gradeMs`])),
        shown(of['wasm.gradeRatioToKeras'], 2),
        shown(of['wasm-revectorised.gradeRatioToKeras'], 2),
        of.deviation?.toExponential(1) ?? '–',
      ];
    });
  const names = contestants.map((who) => CONTESTANTS[who] ?? who);
  return table(['', ...names, 'no flags ÷ Keras', 'ours ÷ Keras', 'deviation'], rows);
}
