import { type Benchmark, type Figures, figuresOf, shown } from '../benchmark.ts';
import { bundlePrograms, measureProgram } from '../bundle.ts';
import { median } from '../statistics.ts';
import { table } from '../table.ts';

interface Rendering {
  readonly commentMs: number;
  readonly pageMs: number;
  readonly commentBytes: number;
  readonly pageBytes: number;
}

/** A comment and a page with every picture there is, each rendered once by a fresh process. */
export const report: Benchmark = { measure, show };

async function measure(runs: number): Promise<Figures> {
  await bundlePrograms({ renderer: 'bench/report/renderer.ts' });
  const found: Rendering[] = [];
  for (let run = 0; run < runs; run++) found.push((await measureProgram<Rendering>('renderer')).report);
  const middle = (what: keyof Rendering) => median(found.map((rendering) => rendering[what]));
  return {
    'report.commentMs': middle('commentMs'),
    'report.pageMs': middle('pageMs'),
    'report.commentBytes': middle('commentBytes'),
    'report.pageBytes': middle('pageBytes'),
  };
}

function show(figures: Figures): string {
  const { commentMs, pageMs, commentBytes = 0, pageBytes = 0 } = figuresOf(figures, 'report');
  return table(
    ['rendered once, by a fresh process', 'ms', 'KiB'],
    [
      ['comment', shown(commentMs, 0), shown(commentBytes / 1024, 0)],
      ['page of HTML', shown(pageMs, 0), shown(pageBytes / 1024, 0)],
    ],
  );
}
