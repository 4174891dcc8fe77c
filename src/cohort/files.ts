/** What the jobs of a workflow hand to each other: a plan, and the results of its shards, one a line. */
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Result } from './grade.ts';
import type { Job, Plan } from './plan.ts';
import { notAPlan } from './problem.ts';

/** @throws {FivefoldError} `file/malformed` */
export async function readPlan(file: string): Promise<Plan> {
  try {
    const plan = JSON.parse(await readFile(file, 'utf8')) as Plan;
    if (plan.schema === 'fivefold/cohort-plan/1') return plan;
  } catch (cause) {
    throw notAPlan(file, cause);
  }
  throw notAPlan(file);
}

export function shardFile(directory: string, shard: number): string {
  return join(directory, `shard-${shard}.jsonl`);
}

/** A file of results is there when all of them are in it: a job that was killed leaves none. */
export async function writeResults(file: string, results: AsyncIterable<Result>): Promise<number> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.part`;
  const handle = await open(unfinished, 'w');
  let written = 0;
  try {
    for await (const result of results) {
      await handle.write(`${JSON.stringify(result)}\n`);
      written += 1;
    }
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
  return written;
}

/**
 * The results of a plan in the order of its jobs: what its shards have, and jobs in which nothing was to be evaluated. Of a shard
 * that is missing nothing is told; the next sweep plans it again. One line is in memory at a time.
 */
export async function* readResults(directory: string, { jobs, shards }: Plan): AsyncGenerator<Result> {
  if (shards.length === 0) yield* jobs.map(unevaluated);
  for (const [i, { from, to }] of shards.entries()) {
    const theirs = jobs.slice(from, to);
    const found = new Set<string>();
    for await (const result of resultsIn(shardFile(directory, i))) {
      found.add(result.student);
      yield result;
    }
    yield* theirs
      .filter(({ student, commits }) => commits.length === 0 && !found.has(student))
      .map(unevaluated);
  }
}

async function* resultsIn(file: string): AsyncGenerator<Result> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return;
  await handle.close();
  for await (const line of createInterface({ input: createReadStream(file) }))
    yield JSON.parse(line) as Result;
}

function unevaluated({ student, login, place, postponed, stuck }: Job): Result {
  return {
    student,
    login,
    commits: [],
    ...(place && { place }),
    ...(postponed && { postponed }),
    ...(stuck && { stuck }),
  };
}
