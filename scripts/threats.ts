/**
 * What the tests have tried against the threat model, as a table.
 *
 *     npm run threats                  run every test that names a threat, then write docs/threats.md
 *     npm run threats -- REPORT        the same from vitest's JSON report of a run that has been
 *     npm run threats -- REPORT FILE   the sums as JSON instead, with seeds, as the nightly fuzzing keeps them
 *
 * A test names its threats in its title, `[T-07] …`; docs/threat-model.md says what they are. A test that tries many inputs says how
 * many in its meta.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const MODEL = join(ROOT, 'docs/threat-model.md');
const PAGE = join(ROOT, 'docs/threats.md');

/** What a test that tries many inputs puts into `task.meta.threat`. */
interface Tried {
  readonly inputs: number;
  readonly seed?: number;
  readonly seconds?: number;
  readonly crashes?: number;
  readonly hangs?: number;
  readonly leaks?: number;
}

/** The part of vitest's JSON report that is read. */
export interface TestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly meta?: { readonly threat?: Tried };
    }[];
  }[];
}

/** One test of one threat. */
interface Trial extends Tried {
  readonly id: string;
  readonly status: string;
}

export interface Sums {
  readonly threats: number;
  readonly tests: number;
  readonly inputs: number;
  readonly failed: number;
  readonly crashes: number;
  readonly hangs: number;
  readonly leaks: number;
}

/** Every test of a threat; one that names several counts for each. */
export function trialsOf({ testResults }: TestReport): readonly Trial[] {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests.flatMap(({ ancestorTitles, title, status, meta }) => {
    const ids = new Set([...ancestorTitles, title].join(' ').match(/(?<=\[)T-\d\d(?=\])/g));
    return [...ids].map((id) => ({ inputs: 1, ...meta?.threat, id, status }));
  });
}

/** Tests that were skipped, for want of a tool of the system's, have tried nothing. */
export function sumsOf(trials: readonly Trial[]): Sums {
  const run = trials.filter(({ status }) => status === 'passed' || status === 'failed');
  const sum = (of: (trial: Trial) => number) => run.reduce((total, trial) => total + of(trial), 0);
  return {
    threats: new Set(run.map(({ id }) => id)).size,
    tests: run.length,
    inputs: sum(({ inputs }) => inputs),
    failed: sum(({ status }) => Number(status === 'failed')),
    crashes: sum(({ crashes = 0 }) => crashes),
    hangs: sum(({ hangs = 0 }) => hangs),
    leaks: sum(({ leaks = 0 }) => leaks),
  };
}

/** The page. `known` is what the threat model calls each threat. */
export function render(trials: readonly Trial[], known: ReadonlyMap<string, string>): string {
  const byId = Map.groupBy(trials, ({ id }) => id);
  const ids = [...new Set([...known.keys(), ...byId.keys()])].sort();
  const { threats, tests, inputs, failed, crashes, hangs, leaks } = sumsOf(trials);
  return `# Threats, tried

Made by \`npm run threats\` from a run of the tests; the [threat model](threat-model.md) says of each threat what stops it and what
remains. An input is a submission, an event or an answer made to do harm; each night, a million more are drawn (\`.ci/fuzz\`).

| threats tried | tests | inputs tried | not as designed | crashes | hangs | leaks |
| --: | --: | --: | --: | --: | --: | --: |
| ${[threats, tests, inputs, failed, crashes, hangs, leaks].map(number).join(' | ')} |

| id | threat | tests | inputs | outcome |
| :-- | :-- | --: | --: | :-- |
${ids.map((id) => row(id, known.get(id) ?? '', byId.get(id) ?? [])).join('\n')}
`;
}

function row(id: string, what: string, trials: readonly Trial[]): string {
  const sums = sumsOf(trials);
  return `| ${id} | ${what} | ${number(sums.tests)} | ${number(sums.inputs)} | ${outcomeOf(sums, trials.length)} |`;
}

function outcomeOf({ tests, failed, crashes, hangs, leaks }: Sums, found: number): string {
  if (found === 0) return 'not in this run';
  if (tests === 0) return 'skipped: this machine lacks a tool';
  if (failed + crashes + hangs + leaks === 0) return 'as designed';
  return `**${failed} not as designed**, ${crashes} crashes, ${hangs} hangs, ${leaks} leaks`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/** `| T-01 | zip bombs | …` → `T-01`: `zip bombs`. */
export function namesIn(markdown: string): ReadonlyMap<string, string> {
  const rows = markdown.matchAll(/^\| (T-\d\d) +\| (.*?) +\|/gm);
  return new Map([...rows].map(([, id = '', what = '']) => [id, what]));
}

function runTests(): TestReport {
  const folder = mkdtempSync(join(tmpdir(), 'fivefold-threats-'));
  const report = join(folder, 'report.json');
  try {
    const files = globSync('tests/**/*.ts', { cwd: ROOT }).filter((path) =>
      /\[T-\d\d\]/.test(readFileSync(join(ROOT, path), 'utf8')),
    );
    const folders = new Set(
      files.map((path) => (path.endsWith('.test.ts') ? path : `${path.split('/', 2).join('/')}/`)),
    );
    const vitest = [
      'vitest',
      'run',
      ...folders,
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
    ];
    spawnSync('npx', vitest, { cwd: ROOT, stdio: 'inherit' });
    return read(report);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(path: string): TestReport {
  return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
}

if (import.meta.main) {
  const [report, output] = process.argv.slice(2);
  const trials = trialsOf(report === undefined ? runTests() : read(report));
  const kept = trials.filter(({ seed }) => seed !== undefined);
  if (output === undefined) writeFileSync(PAGE, render(trials, namesIn(readFileSync(MODEL, 'utf8'))));
  else writeFileSync(output, `${JSON.stringify({ ...sumsOf(trials), fuzzing: kept }, null, 2)}\n`);
  const { inputs, failed, crashes, hangs, leaks } = sumsOf(trials);
  console.log(
    `${inputs} inputs: ${failed} not as designed, ${crashes} crashes, ${hangs} hangs, ${leaks} leaks`,
  );
}
