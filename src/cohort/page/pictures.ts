import { areaY, barY, lineY, rectY, ruleX, ruleY } from '@observablehq/plot';
import { MAX_SCORE } from '../../domain/scorecard.ts';
import { clean } from '../../report/escape.ts';
import type { Picture } from '../../report/html/draw.ts';
import type { Moment } from './over-time.ts';

/** How many people have which score in one task. */
export function scoresPicture(title: string, scores: readonly (number | null)[]): Picture {
  const bars = Array.from({ length: MAX_SCORE + 1 }, (_, score) => ({
    score,
    people: scores.filter((other) => other === score).length,
  }));
  return {
    title: clean(title),
    description: bars.map(({ score, people }) => `Score ${score}: ${people}.`).join(' '),
    options: {
      height: 180,
      x: { label: 'score', tickSize: 0 },
      y: { label: 'people', ticks: 4, domain: [0, Math.max(1, ...bars.map(({ people }) => people))] },
      marks: [
        barY(bars, {
          x: 'score',
          y: 'people',
          fill: 'var(--accent)',
          fillOpacity: 0.5,
          title: ({ score, people }) => `score ${score}: ${people}`,
        }),
        ruleY([0]),
      ],
    },
  };
}

/** Percent in steps that people think in. */
const STEP = 10;

/** How many people have how many percent. */
export function percentsPicture(percents: readonly number[], passPercent: number): Picture {
  const steps = Array.from({ length: 100 / STEP }, (_, i) => {
    const from = i * STEP;
    const isLast = from + STEP === 100;
    const within = percents.filter((percent) => percent >= from && (percent < from + STEP || isLast));
    return { from, to: from + STEP, people: within.length };
  });
  return {
    title: `Percent of everybody; the line is what it takes to pass, ${passPercent}`,
    description: steps.map(({ from, to, people }) => `${from} to ${to}: ${people}.`).join(' '),
    options: {
      height: 180,
      x: { label: 'percent', domain: [0, 100], ticks: 5 },
      y: { label: 'people', ticks: 4, domain: [0, Math.max(1, ...steps.map(({ people }) => people))] },
      marks: [
        rectY(steps, {
          x1: 'from',
          x2: 'to',
          y: 'people',
          fill: 'var(--accent)',
          fillOpacity: 0.5,
          title: ({ from, to, people }) => `${from} to ${to}: ${people}`,
        }),
        ruleX([passPercent], { stroke: 'currentColor', strokeDasharray: '4 3' }),
        ruleY([0]),
      ],
    },
  };
}

/** How the cohort came to where it is. */
export function overTimePicture(moments: readonly Moment[]): Picture {
  const [first, last] = [moments[0], moments.at(-1)];
  const said = (moment: Moment | undefined) =>
    moment ? `${day(moment.at)}: ${moment.people} people, median ${Math.round(moment.median)} percent.` : '';
  return {
    title: 'Percent over time: the median, and the middle half of those who had submitted',
    description: `${said(first)} ${said(last)}`,
    options: {
      height: 200,
      x: { type: 'utc', label: null, ticks: 4, tickFormat: (at: Date) => day(at).slice('YYYY-'.length) },
      y: { domain: [0, 100], label: 'percent', ticks: 5 },
      marks: [
        areaY(moments, { x: 'at', y1: 'low', y2: 'high', fill: 'var(--accent)', fillOpacity: 0.2 }),
        lineY(moments, { x: 'at', y: 'median', stroke: 'var(--accent)', strokeWidth: 2 }),
        ruleY([0]),
      ],
    },
  };
}

function day(at: Date): string {
  return at.toISOString().slice(0, 'YYYY-MM-DD'.length);
}
