import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { layOut } from '../scripts/json.ts';
import type { Figures } from './benchmark.ts';
import type { Machine } from './machine.ts';
import { page } from './page.ts';

const DOCS = resolve(import.meta.dirname, '../docs');

/** docs/performance.json: the last run of each benchmark. */
export type Performance = Readonly<Record<string, Measured>>;

export interface Measured {
  /** Day of the run, ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly figures: Figures;
}

/** Significant digits of a figure: more would be noise, and change in every run. */
const DIGITS = 4;

/** Enter what was measured; benchmarks that did not run stay as they were. */
export async function writePerformance(
  measured: Readonly<Record<string, Figures>>,
  machine: Machine,
): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const entries = Object.entries(measured).map(([name, figures]) => [
    name,
    { date, machine, figures: rounded(figures) },
  ]);
  const all: Performance = { ...(await readPerformance()), ...Object.fromEntries(entries) };
  await writeFile(resolve(DOCS, 'performance.json'), layOut(`${JSON.stringify(all, null, 2)}\n`));
  await writeFile(resolve(DOCS, 'performance.md'), page(all));
}

export async function readPerformance(): Promise<Performance> {
  const text = await readFile(resolve(DOCS, 'performance.json'), 'utf8').catch(() => '{}');
  return JSON.parse(text) as Performance;
}

function rounded(figures: Figures): Figures {
  // What was not measured, or not on this system, is NaN.
  const known = Object.entries(figures).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(known.map(([name, value]) => [name, Number(value.toPrecision(DIGITS))]));
}
