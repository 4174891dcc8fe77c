import type { Figures } from './benchmark.ts';
import { table } from './table.ts';

interface Goal {
  readonly what: string;
  readonly figure: string;
  /** At most. */
  readonly bound: number;
  readonly digits?: number;
}

const [PLAIN, JOINED] = ['models.total.wasm', 'models.total.wasm-revectorised'];

/** What was promised, and the figure that says whether it is kept. */
const GOALS: readonly Goal[] = [
  { what: 'five models, wall ÷ Keras, no flags', figure: `${PLAIN}.wallRatioToKeras`, bound: 0.33 },
  { what: 'five models, wall ÷ Keras', figure: `${JOINED}.wallRatioToKeras`, bound: 0.22 },
  { what: 'five models, CPU ÷ Keras, no flags', figure: `${PLAIN}.cpuRatioToKeras`, bound: 0.55 },
  { what: 'five models, CPU ÷ Keras', figure: `${JOINED}.cpuRatioToKeras`, bound: 0.35 },
  { what: 'five models, memory ÷ Keras, no flags', figure: `${PLAIN}.rssRatioToKeras`, bound: 0.33 },
  { what: 'five models, memory ÷ Keras', figure: `${JOINED}.rssRatioToKeras`, bound: 0.33 },
  { what: 'five models, wall ÷ five Keras processes', figure: `${JOINED}.wallRatioToFiveKeras`, bound: 0.13 },
  ...['mobilenet', 'inception'].flatMap((model) => [
    {
      what: `${model}, load + predict ÷ Keras, no flags`,
      figure: `models.${model}.wasm.gradeRatioToKeras`,
      bound: 1.5,
    },
    {
      what: `${model}, load + predict ÷ Keras`,
      figure: `models.${model}.wasm-revectorised.gradeRatioToKeras`,
      bound: 1,
    },
  ]),
  { what: 'event to comment, ms', figure: 'pipeline.commentMs', bound: 4_000, digits: 0 },
  {
    what: 'of which everything but prediction, ms',
    figure: 'pipeline.exceptPredictionMs',
    bound: 1_200,
    digits: 0,
  },
  { what: 'a comment rendered, ms', figure: 'report.commentMs', bound: 300, digits: 0 },
  { what: 'a page rendered, ms', figure: 'report.pageMs', bound: 300, digits: 0 },
];

/** Promised and measured side by side; what was not measured is not there. */
export function goals(figures: Figures): string {
  const rows = GOALS.flatMap(({ what, figure, bound, digits = 2 }) => {
    const value = figures[figure];
    if (value === undefined) return [];
    return [[what, `≤ ${bound}`, value.toFixed(digits), value <= bound ? 'yes' : '**no**']];
  });
  return table(['', 'goal', 'measured', 'met'], rows);
}
