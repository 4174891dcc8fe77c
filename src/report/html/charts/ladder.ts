import { axisX, barX, dot, ruleX, ruleY, text } from '@observablehq/plot';
import type { SampleResult } from '../../../domain/check.ts';
import type { Score, Thresholds, Yardstick } from '../../../domain/exam.ts';
import { METRICS, type MetricName } from '../../../domain/metric.ts';
import type { Picture } from '../draw.ts';
import { short } from './numbers.ts';

export interface OnLadder {
  readonly metric: MetricName;
  readonly thresholds: Thresholds;
  readonly yardstick: Yardstick | undefined;
  /** Of the hidden rows, as much as the exam reveals. */
  readonly graded: { readonly score: Score; readonly value?: number } | undefined;
  readonly sample: SampleResult | undefined;
}

type Domain = readonly [least: number, most: number];

interface Row {
  readonly name: string;
  /** Where it stands, in words. */
  readonly said: string;
  readonly low: number;
  readonly high: number;
  readonly at?: number;
  readonly tone: string;
}

const ROW_HEIGHT = 24;
const [MODEL, SAMPLE] = ['your model', 'public rows'];

/** Reference models, thresholds and the candidate's model on the scale of the metric, the better to the right. */
export function ladderPicture(on: OnLadder): Picture {
  const { metric, thresholds } = on;
  const { label, better } = METRICS[metric];
  const domain = domainOf(on);
  const rows = rowsOf(on, domain);
  const steps = Object.entries(thresholds).map(([score, value]) => ({ score, value: Number(value) }));
  return {
    title: `${label}: where the scores begin`,
    description: [
      ...steps.map(({ score, value }) => `Score ${score} at ${value}.`),
      ...rows.map(({ said }) => said),
    ].join(' '),
    options: {
      marginLeft: 76,
      marginRight: 16,
      marginTop: 24,
      marginBottom: 30,
      height: 64 + rows.length * ROW_HEIGHT,
      x: { domain: better === 'higher' ? domain : domain.toReversed(), label: null },
      y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
      marks: [
        axisX({ ticks: 4 }),
        ruleX(steps, { x: 'value', stroke: 'var(--line)', strokeDasharray: '3 3' }),
        text(steps, { x: 'value', text: 'score', frameAnchor: 'top', dy: -14 }),
        barX(rows.filter(isRange), {
          x1: 'low',
          x2: 'high',
          y: 'name',
          fill: 'tone',
          fillOpacity: 0.35,
          insetTop: 7,
          insetBottom: 7,
          title: 'said',
        }),
        ruleY(
          rows.filter((row) => !isRange(row)),
          { x1: 'low', x2: 'high', y: 'name', stroke: 'tone' },
        ),
        dot(
          rows.filter(({ at }) => at !== undefined),
          { x: 'at', y: 'name', r: 4, fill: 'tone', title: 'said' },
        ),
      ],
    },
  };
}

/** A model of which only the score is known lies somewhere between two thresholds. */
function isRange({ at }: Row): boolean {
  return at === undefined;
}

function rowsOf(on: OnLadder, domain: Domain): readonly Row[] {
  const { metric, thresholds, yardstick, graded, sample } = on;
  const rungs = Object.entries(yardstick?.rungs ?? {}).toReversed();
  const isRising = METRICS[metric].better === 'higher';
  return [
    ...rungs.map(([name, { mean, spread }]) =>
      pointRow(name, mean, [mean - spread, mean + spread], 'currentColor', domain),
    ),
    ...(sample ? [pointRow(SAMPLE, sample.value, sample.interval, 'var(--sample)', domain)] : []),
    ...(graded && graded.score > 0 ? [modelRow(graded, thresholds, isRising, domain)] : []),
  ];
}

/** What is off the scale stands at its edge; the words beside it say where it is. */
function pointRow(
  name: string,
  value: number,
  [a, b]: readonly [number, number],
  tone: string,
  [least, most]: Domain,
): Row {
  const clamp = (at: number) => Math.min(most, Math.max(least, at));
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const said = low === high ? short(value) : `${short(value)}, ${short(low)} to ${short(high)}`;
  return { name, said: `${name}: ${said}.`, low: clamp(low), high: clamp(high), at: clamp(value), tone };
}

/** Where only the score is known, a span from one threshold to the next; the first and the last score have no end. */
function modelRow(
  { score, value }: { readonly score: Score; readonly value?: number },
  thresholds: Thresholds,
  isRising: boolean,
  domain: Domain,
): Row {
  if (value !== undefined) return pointRow(MODEL, value, [value, value], 'var(--accent)', domain);
  const [from, to] = [beginOf(thresholds, score), beginOf(thresholds, score + 1)];
  const [low, high] = isRising ? [from, to] : [to, from];
  return {
    name: MODEL,
    said: `${MODEL}: ${span(low, high)}.`,
    low: low ?? domain[0],
    high: high ?? domain[1],
    tone: 'var(--accent)',
  };
}

function span(low: number | undefined, high: number | undefined): string {
  if (low === undefined) return `below ${short(high ?? 0)}`;
  return high === undefined ? `above ${short(low)}` : `between ${short(low)} and ${short(high)}`;
}

/** Where a score begins; 1 begins nowhere, and there is no 6. */
function beginOf(thresholds: Thresholds, score: number): number | undefined {
  return Object.entries(thresholds).find(([name]) => name === String(score))?.[1];
}

/** Everything that is drawn, and a margin; a model that is far off stands at the edge. */
function domainOf({ metric, thresholds, yardstick, sample, graded }: OnLadder): Domain {
  const means = Object.values(yardstick?.rungs ?? {}).map(({ mean }) => mean);
  const core = [...Object.values(thresholds), ...means];
  const [least, most] = [Math.min(...core), Math.max(...core)];
  const reach = (most - least) / 2;
  const own = [sample?.value, graded?.value].filter((value) => value !== undefined);
  const near = own.filter((value) => value > least - reach && value < most + reach);
  const [low, high] = [Math.min(least, ...near), Math.max(most, ...near)];
  const margin = 0.06 * (high - low);
  // Nothing is better than a share of 1 or an error of 0.
  return METRICS[metric].better === 'higher'
    ? [low - margin, Math.min(1, high + margin)]
    : [Math.max(0, low - margin), high + margin];
}
