import { barY, binX, dot, line, lineY, rectY, ruleX, ruleY } from '@observablehq/plot';
import type { SampleView } from '../../../domain/check.ts';
import type { Picture } from '../draw.ts';
import { short } from './numbers.ts';

type Pairs = Extract<SampleView, { kind: 'values' }>['pairs'];
type Forecasts = Extract<SampleView, { kind: 'forecasts' }>;

/** Truth against prediction: on the line it is right. */
export function truthPicture(pairs: Pairs): Picture {
  const all = pairs.flatMap(({ truth, predicted }) => [truth, predicted]);
  const domain = [Math.min(...all), Math.max(...all)];
  return {
    title: 'Truth, and what the model said',
    description: `${pairs.length} public rows from ${short(domain[0] ?? 0)} to ${short(domain[1] ?? 0)}.`,
    options: {
      height: 300,
      marginLeft: 44,
      x: { domain, label: 'truth', ticks: 5 },
      y: { domain, label: 'said', ticks: 5 },
      marks: [
        line(
          [domain, domain].map((_, i) => [domain[i], domain[i]]),
          { stroke: 'var(--line)', strokeDasharray: '3 3' },
        ),
        dot(pairs, {
          x: 'truth',
          y: 'predicted',
          r: 2,
          fill: 'var(--accent)',
          fillOpacity: 0.5,
          title: ({ truth, predicted }) => `truth ${short(truth)}, said ${short(predicted)}`,
        }),
      ],
    },
  };
}

/** By how much the model is wrong, and in which direction. */
export function residualsPicture(pairs: Pairs): Picture {
  const residuals = pairs.map(({ truth, predicted }) => predicted - truth);
  const bias = residuals.reduce((sum, value) => sum + value, 0) / Math.max(1, residuals.length);
  return {
    title: 'By how much it is wrong: said minus truth',
    description: `On average ${short(bias)}.`,
    options: {
      height: 200,
      x: { label: null, ticks: 5 },
      y: { label: 'rows', ticks: 4 },
      marks: [
        rectY(residuals, {
          fill: 'var(--accent)',
          fillOpacity: 0.5,
          ...binX({ y: 'count' }, { x: { value: Number, thresholds: 20 } }),
        }),
        ruleX([0], { stroke: 'currentColor' }),
        ruleY([0]),
      ],
    },
  };
}

const PLACES = ['a good row', 'an ordinary row', 'a bad row'];

/** Three rows, from one of the best to one of the worst. */
export function forecastPictures({ examples }: Forecasts): readonly Picture[] {
  return examples.map(({ truth, predicted }, place) => {
    const points = (values: readonly number[]) => values.map((value, step) => ({ step: step + 1, value }));
    return {
      title: `Forecast (line) and truth (dots): ${PLACES[place] ?? 'a row'}`,
      description: truth
        .map((value, step) => `Step ${step + 1}: truth ${short(value)}, said ${short(predicted[step] ?? 0)}.`)
        .join(' '),
      options: {
        height: 180,
        marginLeft: 44,
        x: { label: 'step', ticks: Math.min(6, truth.length) },
        y: { label: null, ticks: 4 },
        marks: [
          lineY(points(predicted), { x: 'step', y: 'value', stroke: 'var(--accent)', strokeWidth: 2 }),
          dot(points(truth), {
            x: 'step',
            y: 'value',
            r: 2.5,
            fill: 'currentColor',
            title: ({ step, value }) => `step ${step}: truth ${short(value)}`,
          }),
        ],
      },
    };
  });
}

/** How the error grows with the distance. */
export function stepsPicture({ errorByStep }: Forecasts): Picture {
  const steps = errorByStep.map((error, index) => ({ step: index + 1, error }));
  return {
    title: 'Mean absolute error, step by step',
    description: steps.map(({ step, error }) => `Step ${step}: ${short(error)}.`).join(' '),
    options: {
      height: 180,
      marginLeft: 44,
      x: { label: 'step', tickSize: 0 },
      y: { label: null, ticks: 4 },
      marks: [
        barY(steps, {
          x: 'step',
          y: 'error',
          fill: 'var(--accent)',
          fillOpacity: 0.5,
          title: ({ step, error }) => `step ${step}: ${short(error)}`,
        }),
        ruleY([0]),
      ],
    },
  };
}
