import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Run } from './measure.ts';

export const DOCS = resolve(import.meta.dirname, '../../docs');
export const RESULTS_FILE = resolve(DOCS, 'oracle.json');

/** Digits that are kept of what was measured. */
const DIGITS = 4;

export async function readResults(): Promise<readonly Run[]> {
  return JSON.parse(await readFile(RESULTS_FILE, 'utf8')) as readonly Run[];
}

/** One line for each run: short enough to be read, and to be compared. */
export function resultsText(runs: readonly Run[]): string {
  return `[\n${runs.map((run) => ` ${JSON.stringify(run, shortened)}`).join(',\n')}\n]\n`;
}

function shortened(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
}
