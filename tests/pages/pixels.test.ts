import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../src/report/html/index.ts';
import { stagesOf } from '../../src/report/progress.ts';
import { CARD, CHECK, CONTENT, EXAM } from './content.ts';

/** What is drawn, measured on the picture itself by the numbers on its axes, is what the scorecard and the check say. */
const { document } = parseHTML(renderPage(CONTENT));

interface Chart {
  /** Every such part, as its attributes: numbers in pixels. */
  readonly parts: (selector: string) => readonly ((name: string) => number)[];
  /** The points of the thick line, in pixels. */
  readonly line: readonly (readonly [x: number, y: number])[];
  /** The number on an axis for a place in pixels. */
  readonly x: (pixels: number) => number;
  readonly y: (pixels: number) => number;
}

function chartOf(caption: string): Chart {
  const figures = [...document.querySelectorAll('figure')];
  const svg = figures
    .find((each) => each.querySelector('figcaption')?.textContent.startsWith(caption))
    ?.querySelector('svg');
  if (!svg) throw new Error(`no chart of ${caption}`);
  const ticks = [...svg.querySelectorAll('text')].flatMap((text) => {
    const [, x, y] = /^translate\(([\d.]+),([\d.]+)\)$/.exec(text.getAttribute('transform') ?? '') ?? [];
    const isAxis = text.closest('g')?.getAttribute('font-variant') === 'tabular-nums';
    return isAxis
      ? [{ x: Number(x), y: Number(y), value: numberOf(text.textContent), em: text.getAttribute('y') }]
      : [];
  });
  const scale = (em: string, along: 'x' | 'y') => {
    const own = ticks.filter((tick) => tick.em === em);
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last || first === last) return () => Number.NaN;
    return (pixels: number) =>
      first.value + ((pixels - first[along]) / (last[along] - first[along])) * (last.value - first.value);
  };
  return {
    parts: (selector) =>
      [...svg.querySelectorAll(selector)].map((part) => (name) => Number(part.getAttribute(name))),
    line: [
      ...(svg.querySelector('g[stroke-width="2"] path')?.getAttribute('d') ?? '').matchAll(
        /([\d.]+),([\d.]+)/g,
      ),
    ].map(([, px, py]) => [Number(px), Number(py)]),
    x: scale('0.71em', 'x'),
    y: scale('0.32em', 'y'),
  };
}

function numberOf(label: string): number {
  const value = Number(label.replaceAll(',', '').replace('−', '-').replace(' %', ''));
  return label.endsWith('%') ? value / 100 : value;
}

function expectClose(drawn: readonly number[], told: readonly number[]): void {
  expect(drawn).toHaveLength(told.length);
  for (const [i, value] of told.entries()) expect(drawn[i], `${i}`).toBeCloseTo(value, 2);
}

function sampleOf(task: number) {
  const checked = CHECK.tasks[task];
  if (checked?.kind !== 'runs' || !checked.sample) throw new Error('the sample has changed');
  return checked.sample;
}

describe('measured on the picture itself', () => {
  it('the way so far is the percents after each submission, and what it takes to pass', () => {
    const { parts, y } = chartOf('Percent after');
    expectClose(
      parts('rect').map((bar) => y(bar('y'))),
      stagesOf(CARD).map(({ percent }) => percent),
    );
    expectClose(
      parts('g[stroke-dasharray] line').map((line) => y(line('y1'))),
      [CARD.exam.passPercent],
    );
  });

  it('the ladder is the thresholds, the reference models, the public rows and the value that is told', () => {
    const { parts, x } = chartOf('R²: where');
    const [task] = EXAM.tasks;
    expectClose(
      parts('g[stroke-dasharray] line').map((line) => x(line('x1'))),
      Object.values(task?.thresholds ?? {}),
    );
    const means = Object.values(task?.yardstick?.rungs ?? {}).map(({ mean }) => mean);
    expectClose(
      parts('circle').map((dot) => x(dot('cx'))),
      [...means.toReversed(), sampleOf(0).value, 0.8765],
    );
  });

  it('a model of which only the score is told fills the span of that score, and no other place', () => {
    const { parts, x } = chartOf('accuracy: where');
    const spans = parts('rect').map((bar) => [x(bar('x')), x(bar('x') + bar('width'))]);
    expectClose(spans.flat(), [0.7, 0.8]);
  });

  it('truth and answer, row by row', () => {
    const { parts, x, y } = chartOf('Truth, and what');
    const { view } = sampleOf(0);
    const pairs = view.kind === 'values' ? view.pairs : [];
    expectClose(
      parts('circle').map((dot) => x(dot('cx'))),
      pairs.map(({ truth }) => truth),
    );
    expectClose(
      parts('circle').map((dot) => y(dot('cy'))),
      pairs.map(({ predicted }) => predicted),
    );
  });

  it('every row is in one bar of the residuals, the bar of its residual', () => {
    const { parts, x, y } = chartOf('By how much');
    const { view } = sampleOf(0);
    const residuals =
      view.kind === 'values' ? view.pairs.map(({ truth, predicted }) => predicted - truth) : [];
    const bars = parts('rect').map((bar) => ({
      from: x(bar('x') - 0.5),
      to: x(bar('x') + bar('width') + 0.5),
      rows: y(bar('y')),
    }));
    expect(bars.length).toBeGreaterThan(10);
    for (const { from, to, rows } of bars) {
      const within = residuals.filter((value) => value >= from - 0.01 && value < to + 0.01).length;
      expect(Math.abs(within - rows)).toBeLessThanOrEqual(1);
    }
    expect(bars.reduce((sum, { rows }) => sum + rows, 0)).toBeCloseTo(residuals.length, 2);
  });

  it('classes: how many were found, and how many are right when said', () => {
    const { parts, x } = chartOf('Class by class');
    const { view } = sampleOf(1);
    const confusion = view.kind === 'classes' ? view.confusion : [];
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const right = confusion.map((counts, i) => counts[i] ?? 0);
    const found = confusion.map((counts, i) => (right[i] ?? 0) / sum(counts));
    const precise = confusion.map((_, i) => (right[i] ?? 0) / sum(confusion.map((counts) => counts[i] ?? 0)));
    expectClose(
      parts('rect').map((bar) => x(bar('x') + bar('width'))),
      found,
    );
    expectClose(
      parts('g[stroke-width="2"] line').map((line) => x(line('x1'))),
      precise,
    );
  });

  it('the confusion matrix is darker where more rows of a class are', () => {
    const { parts } = chartOf('What was there');
    const { view } = sampleOf(1);
    const confusion = view.kind === 'classes' ? view.confusion : [];
    const shares = confusion.flatMap((counts) => {
      const rows = counts.reduce((sum, count) => sum + count, 0);
      return counts.map((count) => 0.06 + (0.6 * count) / rows);
    });
    expectClose(
      parts('rect').map((cell) => cell('fill-opacity')),
      shares,
    );
  });

  it('reliability: how sure, and how often right', () => {
    const { parts, x, y } = chartOf('Is it right');
    const { view } = sampleOf(1);
    const bins = view.kind === 'classes' ? (view.reliability ?? []) : [];
    const drawn = parts('circle')
      .map((dot) => [x(dot('cx')), y(dot('cy'))])
      .sort(([a = 0], [b = 0]) => a - b);
    expectClose(
      drawn.flat(),
      bins.flatMap(({ confidence, correct }) => [confidence, correct]),
    );
  });

  it('a forecast is a line through what was said, and dots where the truth was', () => {
    const { view } = sampleOf(2);
    const examples = view.kind === 'forecasts' ? view.examples : [];
    for (const [i, place] of ['a good row', 'an ordinary row', 'a bad row'].entries()) {
      const { parts, line, x, y } = chartOf(`Forecast (line) and truth (dots): ${place}`);
      const { truth = [], predicted = [] } = examples[i] ?? {};
      const size = Math.max(...truth) - Math.min(...truth);
      const off = parts('circle').map((dot, step) => Math.abs(y(dot('cy')) - (truth[step] ?? 0)) / size);
      expect(Math.max(...off)).toBeLessThan(0.001);
      const aside = line.map(([, py], step) => Math.abs(y(py) - (predicted[step] ?? 0)) / size);
      expect([aside.length, Math.max(...aside) < 0.001]).toEqual([predicted.length, true]);
      expectClose(
        parts('circle').map((dot) => x(dot('cx'))),
        truth.map((_, step) => step + 1),
      );
    }
  });

  it('the error of each step', () => {
    const { parts, y } = chartOf('Mean absolute error');
    const { view } = sampleOf(2);
    expectClose(
      parts('rect').map((bar) => y(bar('y'))),
      view.kind === 'forecasts' ? view.errorByStep : [],
    );
  });
});
