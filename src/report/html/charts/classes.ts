import { barX, cell, dot, line, ruleX, text, tickX } from '@observablehq/plot';
import type { ReliabilityBin, SampleView } from '../../../domain/check.ts';
import type { Picture } from '../draw.ts';
import { percent } from './numbers.ts';

type Confusion = Extract<SampleView, { kind: 'classes' }>['confusion'];

/** Beyond this, counts would not fit into their cells; they are in the titles of the cells. */
const MAX_WRITTEN_CLASSES = 12;

/** What was there, and what the model said. */
export function confusionPicture(confusion: Confusion): Picture {
  const cells = confusion.flatMap((counts, truth) => {
    const rows = Math.max(1, sum(counts));
    return counts.map((count, predicted) => ({ truth, predicted, count, share: count / rows }));
  });
  const classes = confusion.map((_, index) => index);
  const wrong = cells.filter(({ truth, predicted, count }) => truth !== predicted && count > 0);
  const worst = wrong.toSorted((a, b) => b.count - a.count).slice(0, 3);
  return {
    title: 'What was there, and what the model said',
    description:
      worst
        .map(({ truth, predicted, count }) => `${count} of class ${truth} were taken for ${predicted}.`)
        .join(' ') || 'No row was mistaken.',
    options: {
      height: 320,
      x: { domain: classes, label: 'said', tickSize: 0 },
      y: { domain: classes, label: 'there', tickSize: 0 },
      marks: [
        cell(cells, {
          x: 'predicted',
          y: 'truth',
          fill: 'var(--accent)',
          fillOpacity: ({ share }: { share: number }) => 0.06 + 0.6 * share,
          title: ({ truth, predicted, count }) => `class ${truth} taken for ${predicted}: ${count}`,
        }),
        ...(classes.length <= MAX_WRITTEN_CLASSES
          ? [text(cells, { x: 'predicted', y: 'truth', text: 'count' })]
          : []),
      ],
    },
  };
}

/** For each class: how many of it were found (recall), and how many that were said to be it are (precision). */
export function perClassPicture(confusion: Confusion): Picture {
  const rows = confusion.map((counts, index) => {
    const right = counts[index] ?? 0;
    const said = sum(confusion.map((others) => others[index] ?? 0));
    return { index, recall: right / Math.max(1, sum(counts)), precision: right / Math.max(1, said) };
  });
  return {
    title: 'Class by class: found (bar), and right when said (tick)',
    description: rows
      .map(
        ({ index, recall, precision }) =>
          `Class ${index}: found ${percent(recall)}, right ${percent(precision)}.`,
      )
      .join(' '),
    options: {
      height: 60 + 20 * rows.length,
      x: { domain: [0, 1], label: null, tickFormat: percent, ticks: 5 },
      y: { domain: rows.map(({ index }) => index), label: 'class', tickSize: 0 },
      marks: [
        barX(rows, {
          x: 'recall',
          y: 'index',
          fill: 'var(--accent)',
          fillOpacity: 0.5,
          title: ({ index, recall }) => `class ${index} found: ${percent(recall)}`,
        }),
        tickX(rows, {
          x: 'precision',
          y: 'index',
          stroke: 'currentColor',
          strokeWidth: 2,
          title: ({ index, precision }) => `class ${index} right when said: ${percent(precision)}`,
        }),
        ruleX([0]),
      ],
    },
  };
}

/** How often the model is right when it is so sure: below the line it is too sure of itself. */
export function reliabilityPicture(bins: readonly ReliabilityBin[]): Picture {
  const rows = sum(bins.map((bin) => bin.rows));
  const gap = sum(bins.map((bin) => (bin.rows / rows) * Math.abs(bin.confidence - bin.correct)));
  return {
    title: 'Is it right as often as it is sure?',
    description: `Expected calibration error ${percent(gap)}. ${bins.map((bin) => `Sure to ${percent(bin.confidence)}, right in ${percent(bin.correct)} of ${bin.rows}.`).join(' ')}`,
    options: {
      height: 300,
      grid: false,
      x: { domain: [0, 1], label: 'sure', tickFormat: percent, ticks: 5 },
      y: { domain: [0, 1], label: 'right', tickFormat: percent, ticks: 5 },
      r: { range: [2, 9] },
      marks: [
        line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: 'var(--line)', strokeDasharray: '3 3' },
        ),
        line(bins, { x: 'confidence', y: 'correct', stroke: 'var(--accent)' }),
        dot(bins, {
          x: 'confidence',
          y: 'correct',
          r: 'rows',
          fill: 'var(--accent)',
          title: (bin: ReliabilityBin) =>
            `sure to ${percent(bin.confidence)}, right in ${percent(bin.correct)} of ${bin.rows} rows`,
        }),
      ],
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
