import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadCourse } from '../../src/cohort/course.ts';
import { hasWork, type Sweeping, type Swept, sweep } from '../../src/cohort/sweep.ts';
import type { TaskOutcome } from '../../src/domain/scorecard.ts';
import { connect, type GitHub } from '../../src/github/client.ts';
import { PATIENCE } from '../../src/github/patience.ts';
import type { Recall } from '../../src/remembered/index.ts';
import { type Benchmark, type Figures, shown } from '../benchmark.ts';
import { table } from '../table.ts';
import type { Counted, Started } from './server.ts';
import { type Cost, longest, simulate } from './simulate.ts';

/**
 * Sweeps on a GitHub API on loopback: a first one, one in which nothing has changed, one with 5 % changed. In a small cohort every
 * model is run; a large one has the same models, which are answered from memory, so that it shows what everything else costs.
 * `FIVEFOLD_COHORT` is the number of students of the large one, `FIVEFOLD_COHORT_REAL` of the small one.
 */
export const cohort: Benchmark = { measure, show };

const GRADER = { owner: 'school', name: 'grader' };

const STUDENTS = Number(process.env.FIVEFOLD_COHORT ?? 3_000);
const REAL = Number(process.env.FIVEFOLD_COHORT_REAL ?? 300);
const CHANGED = 0.05;
const PHASES = ['first', 'unchanged', 'changed'] as const;

async function measure(): Promise<Figures> {
  const known = new Map<string, TaskOutcome>();
  const small = await sweeps(REAL, remembering(known, { isRun: true }));
  const large = await sweeps(STUDENTS, remembering(known, { isRun: false }));
  const named = (size: string, figures: Record<string, number>) =>
    Object.entries(figures).map(([name, value]) => [`cohort.${size}.${name}`, value]);
  const cores = ['cohort.cores', availableParallelism()];
  return Object.fromEntries([...named('small', small), ...named('large', large), cores]);
}

async function sweeps(students: number, recall: Recall): Promise<Record<string, number>> {
  const server = fork(join(import.meta.dirname, 'server.ts'), [`${students}`]);
  try {
    const [started] = (await once(server, 'message')) as [Started];
    const patience = { ...PATIENCE, backoffMs: 1, paced: false };
    const github = connect({ token: started.token, apiUrl: started.url, patience });
    const figures: Record<string, number> = { students };
    let peakMiB = 0;
    let liveMiB = 0;
    for (const phase of PHASES) {
      await (phase === 'changed' ? push(server, students) : ask(server, {}));
      const { peak, live, ...found } = await sweepAndCount(phase, github, started, recall, server);
      peakMiB = Math.max(peakMiB, peak);
      liveMiB = Math.max(liveMiB, live);
      Object.assign(figures, found);
    }
    return { ...figures, peakMiB, liveMiB };
  } finally {
    server.kill();
  }
}

/** One sweep, what it cost this process and its children, and what it asked for. */
async function sweepAndCount(
  phase: string,
  github: GitHub,
  { identity }: Started,
  recall: Recall,
  server: ChildProcess,
): Promise<Record<string, number> & Memory> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const memory = watchMemory();
  const swept = await sweepOnce(github, { identity, keys: { recall } });
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const counted = await ask(server, {});
  const asked = Object.values(counted).reduce((sum, count) => sum + count, 0);
  const kinds = Object.entries(counted).map(([kind, count]) => [`${phase}.asked.${kind}`, count]);
  return {
    [`${phase}.seconds`]: seconds,
    [`${phase}.cpuSeconds`]: (user + system) / 1e6,
    [`${phase}.graded`]: swept.merged?.written ?? 0,
    [`${phase}.posted`]: swept.merged?.posted ?? 0,
    [`${phase}.requests`]: asked,
    ...memory(),
    ...Object.fromEntries(kinds),
  };
}

async function sweepOnce(github: GitHub, keyed: Pick<Sweeping, 'identity' | 'keys'>): Promise<Swept> {
  const course = await loadCourse(github, GRADER);
  const swept = await sweep(course, {
    home: github,
    github,
    login: 'github-actions[bot]',
    holder: { name: 'bench' },
    ...keyed,
  });
  if (hasWork(swept.plan) && swept.merged?.unposted.length !== 0) throw new Error('not everybody was told');
  return swept;
}

/** Run models and remember what came of them, or answer from memory. The rows of all these exams are the same. */
function remembering(known: Map<string, TaskOutcome>, { isRun }: { readonly isRun: boolean }): Recall {
  return async ({ model }, evaluate) => {
    const before = isRun ? undefined : known.get(model);
    const outcome = before ?? (await evaluate());
    known.set(model, outcome);
    return outcome;
  };
}

/** Push other models to some of the repositories. */
function push(server: ChildProcess, students: number): Promise<Counted> {
  const every = Math.round(1 / CHANGED);
  const some = Array.from({ length: Math.floor(students / every) }, (_, i) => i * every);
  return ask(server, { push: some, at: '2026-02-02T10:00:00Z' });
}

async function ask(server: ChildProcess, message: object): Promise<Counted> {
  const answer = once(server, 'message');
  server.send(message);
  return ((await answer) as [Counted])[0];
}

const MIB = 1024 * 1024;

interface Memory {
  /** Resident, with all that nobody has collected yet, in MiB. */
  readonly peak: number;
  /** What was still needed after a collection, in MiB: this is what must not grow with a cohort. */
  readonly live: number;
}

/** Often enough to see what a sweep holds, and seldom enough not to be what it costs. */
const COLLECT_EVERY_MS = 5_000;

/** @returns call it for the most memory of this process since */
function watchMemory(): () => Memory {
  let [peak, live] = [0, 0];
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss() / MIB);
  };
  const collect = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    live = Math.max(live, (heapUsed + external) / MIB);
  };
  const timers = [setInterval(look, 100), setInterval(collect, COLLECT_EVERY_MS)];
  return () => {
    for (const timer of timers) clearInterval(timer);
    look();
    collect();
    return { peak, live };
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function show(figures: Figures): string {
  const of = (name: string) => figures[`cohort.${name}`] ?? Number.NaN;
  const rows = (['small', 'large'] as const).flatMap((size) =>
    PHASES.map((phase) => {
      const seen = (name: string, digits = 0) => shown(of(`${size}.${phase}.${name}`), digits);
      const graded = of(`${size}.${phase}.graded`);
      const aMinute = (60 * graded) / of(`${size}.${phase}.seconds`) / of('cores');
      const who = `${of(`${size}.students`)} students, ${phase}`;
      return [
        who,
        seen('seconds', 1),
        seen('cpuSeconds', 1),
        seen('graded'),
        seen('requests'),
        shown(aMinute, 1),
      ];
    }),
  );
  const kinds = kindsIn(figures).map((kind) => [
    kind,
    ...PHASES.map((phase) => shown(figures[`cohort.large.${phase}.asked.${kind}`] ?? 0, 0)),
  ]);
  const cost = costOf(figures);
  const theirs = kindsIn(figures)
    .filter((kind) => !kind.startsWith('grader'))
    .reduce((sum, kind) => sum + (figures[`cohort.large.first.asked.${kind}`] ?? 0), 0);
  const per = (theirs / of('large.students')).toFixed(2);
  const shared = ((of('large.first.requests') - theirs) / of('large.students')).toFixed(2);
  return [
    table(['sweep', 'wall s', 'own CPU s', 'graded', 'requests', 'graded a minute and core'], rows),
    `\nAll models of the small cohort are run; those of the large one, the same, are answered from memory.`,
    `A student costs ${per} requests in a first sweep (and ${shared} for the grader repository), ${shown(cost.requestsPerChanged, 2)} changed, ${shown(cost.requestsPerUnchanged, 2)} unchanged.`,
    `Memory in use ${shown(of('small.liveMiB'), 0)} MiB with the small cohort, ${shown(of('large.liveMiB'), 0)} MiB with the large one;`,
    `resident at most ${shown(of('small.peakMiB'), 0)} and ${shown(of('large.peakMiB'), 0)} MiB, with what nobody had collected yet.\n`,
    table(['requests of the large cohort', ...PHASES], kinds),
    '',
    projection(cost, 3_000),
    '',
    projection(cost, 100_000),
  ].join('\n');
}

function kindsIn(figures: Figures): readonly string[] {
  const kinds = Object.keys(figures).flatMap(
    (name) => /^cohort\.large\.\w+\.asked\.(.+)$/.exec(name)?.[1] ?? [],
  );
  return [...new Set(kinds)].sort();
}

function costOf(figures: Figures): Cost {
  const of = (name: string) => figures[`cohort.${name}`] ?? Number.NaN;
  const [students, changed] = [of('large.students'), of('large.changed.graded')];
  const sum = (pattern: RegExp) =>
    kindsIn(figures)
      .filter((kind) => pattern.test(kind))
      .reduce((total, kind) => total + (figures[`cohort.large.changed.asked.${kind}`] ?? 0), 0);
  const [written, theirs] = [sum(/^(?:POST|PATCH)/), sum(/^(?!grader)/)];
  return {
    gradeMs: (1_000 * of('cores') * of('small.first.seconds')) / of('small.students'),
    requestsPerChanged: theirs / changed,
    requestsPerUnchanged: of('large.unchanged.requests') / students,
    writesPerChanged: written / changed,
    contentsPerFirst: 1,
  };
}

function projection(cost: Cost, students: number): string {
  const sweeps = [
    ['first', { students, changed: 1, isFirst: true }],
    ['5 % changed', { students, changed: CHANGED, isFirst: false }],
    ['unchanged', { students, changed: 0, isFirst: false }],
  ] as const;
  const rows = sweeps.flatMap(([name, swept]) =>
    [20, 60, 500].map((runners) => {
      const hours = simulate(swept, cost, runners);
      const [what, most] = longest(hours);
      return [
        name,
        `${runners}`,
        ...Object.values(hours).map((value) => shown(value, 2)),
        shown(most, 2),
        what,
      ];
    }),
  );
  return table(
    [
      `${students} students`,
      'runners',
      'grading h',
      'requests h',
      'writes h',
      'issues h',
      'takes h',
      'limit',
    ],
    rows,
  );
}
