import { barY, ruleY } from '@observablehq/plot';
import type { Stage } from '../../progress.ts';
import type { Picture } from '../draw.ts';

/** What counted after each submission in time, and what it takes to pass. */
export function attemptsPicture(stages: readonly Stage[], passPercent: number): Picture {
  const bars = stages.map(({ percent }, index) => ({ number: index + 1, percent }));
  return {
    title: `Percent after each submission; the line is what it takes to pass, ${passPercent}`,
    description: bars.map(({ number, percent }) => `Submission ${number}: ${percent}.`).join(' '),
    options: {
      height: 200,
      x: { label: 'submission', tickSize: 0 },
      y: { domain: [0, 100], label: null, ticks: 5 },
      marks: [
        barY(bars, {
          x: 'number',
          y: 'percent',
          fill: 'var(--accent)',
          fillOpacity: 0.5,
          title: ({ number, percent }) => `submission ${number}: ${percent}`,
        }),
        ruleY([passPercent], { stroke: 'currentColor', strokeDasharray: '4 3' }),
        ruleY([0]),
      ],
    },
  };
}
