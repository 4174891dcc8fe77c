/**
 * `npm run bench -- [--only NAME] [--runs N] [--json FILE] [--write]`: every claim about speed and memory comes from here, as a
 * ratio to a peer measured in the same run. `--write` enters the results into docs/performance.json and .md.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Figures } from './benchmark.ts';
import { BENCHMARKS } from './benchmarks.ts';
import { machineHere } from './machine.ts';
import { writePerformance } from './performance.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    runs: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
  },
});

const chosen = Object.entries(BENCHMARKS).filter(
  ([name]) => values.only === undefined || values.only === name,
);
if (chosen.length === 0) throw new Error(`--only takes one of: ${Object.keys(BENCHMARKS).join(', ')}`);

const machine = await machineHere();
const measured: Record<string, Figures> = {};
for (const [name, { measure, show }] of chosen) {
  console.log(`\n# ${name}\n`);
  const figures = await measure(Number(values.runs));
  console.log(show(figures));
  measured[name] = figures;
}

console.log(`\n${machine.cpu}, ${machine.cores} cores, Node ${machine.versions.node}`);
if (values.json) {
  const figures = Object.assign({}, ...Object.values(measured));
  await writeFile(values.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
}
if (values.write) await writePerformance(measured, machine);
