import { basename, dirname, join } from 'node:path';
import pMap from 'p-map';
import { FivefoldError, faultOf, type Problem, toProblem } from '../domain/errors.ts';
import type { Task } from '../domain/exam.ts';
import { MAX_CONCURRENT_REQUESTS, MAX_FILE_BYTES } from '../domain/limits.ts';
import type { ModelFiles, Submission, SubmissionRef, SubmittedTask } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { type Budget, budget, refuseLarge } from './budget.ts';
import { formatOf, refuseNonContent } from './content.ts';
import { folderSource } from './folder-source.ts';
import { githubSource } from './github-source.ts';
import { byName, locate } from './locate.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { folderOf, nameOf } from './path.ts';
import { problem } from './problem.ts';
import { SAVED_MODEL, variablesOf } from './saved-model.ts';
import { MAX_MODEL_JSON_BYTES, shardsOf } from './shards.ts';
import type { Entry, Listing, Source } from './source.ts';
import { type LocatedTokenizer, locateTokenizer, readTokenizer } from './tokenizer.ts';

/** The models of a commit on GitHub. Never throws: what goes wrong is told task by task. */
export function fetchSubmission(
  github: GitHub,
  ref: SubmissionRef,
  tasks: readonly Task[],
): Promise<Submission> {
  return readSubmission(githubSource(github, ref), tasks);
}

/** The models of a folder on this machine, by the same rules. Never throws. */
export function readFolder(directory: string, tasks: readonly Task[]): Promise<Submission> {
  return readSubmission(folderSource(directory), tasks);
}

/**
 * One model on this machine, with the shards or variables beside it, by the same rules. A folder is a SavedModel.
 *
 * @throws {FivefoldError} `submission/*`, `file/unreadable`
 */
export async function readModel(path: string): Promise<ModelFiles> {
  const source = folderSource(dirname(path), { deep: basename(path) === SAVED_MODEL });
  const listing = await source.list();
  const name = basename(path);
  if (listing.entries.get(name)?.kind === 'folder') return readModel(join(path, SAVED_MODEL));
  const model = byName(listing, name);
  refuseLarge(model);
  return readFiles(source, { files: [model, ...(await shards(source, listing, model))] });
}

const IN_PARALLEL = { concurrency: MAX_CONCURRENT_REQUESTS };

/**
 * Read in three steps, so that the budget is spent in the order of the tasks however fast their files arrive: find
 * every task's files, set their bytes aside, fetch them.
 */
async function readSubmission(source: Source, tasks: readonly Task[]): Promise<Submission> {
  try {
    const listing = await list(source);
    const manifest = await readManifest(source, listing, tasks);
    const plans = await pMap(tasks, (task) => plan(source, listing, manifest, task), IN_PARALLEL);
    const bounds = budget();
    const reserved = plans.map((planned) => reserve(bounds, planned));
    const read = await pMap(reserved, (planned) => fetchModel(source, planned), IN_PARALLEL);
    return new Map(tasks.map((task, i) => [task.id, read[i] ?? { kind: 'missing' }]));
  } catch (error) {
    const outcome = unread(error);
    return new Map(tasks.map((task) => [task.id, outcome]));
  }
}

async function list(source: Source): Promise<Listing> {
  const listing = await source.list();
  if (!listing.truncated) return listing;
  throw problem(
    'submission/tree-truncated',
    `Not all files of ${source.name} can be listed: there are too many.`,
    'Remove data sets, environments (`venv`, `node_modules`) and checkpoints from the commit; keep the models.',
  );
}

/** The files of one task. */
interface Plan {
  /** The model itself comes first. */
  readonly files: readonly [Entry, ...Entry[]];
  readonly tokenizer?: LocatedTokenizer;
}
type Planned = Plan | SubmittedTask;

async function plan(source: Source, listing: Listing, manifest: Manifest, task: Task): Promise<Planned> {
  try {
    const model = locate(listing, task.id, manifest.models.get(task.id));
    if (!model) return { kind: 'missing' };
    refuseLarge(model);
    const files: Plan['files'] = [model, ...(await shards(source, listing, model))];
    const tokenizer = task.input.text && locateTokenizer(listing, task.id, manifest.tokenizers.get(task.id));
    return tokenizer ? { files, tokenizer } : { files };
  } catch (error) {
    return unread(error);
  }
}

/** The other files of a model. `model.json` names them; it is small, and read twice rather than kept. */
async function shards(source: Source, listing: Listing, model: Entry): Promise<readonly Entry[]> {
  if (nameOf(model.path) === SAVED_MODEL) return variablesOf(listing, model);
  if (!/\.json$/i.test(model.path)) return [];
  const bytes = await source.read(model, MAX_MODEL_JSON_BYTES);
  formatOf(model.path, bytes);
  return shardsOf(listing, model, bytes);
}

function reserve(bounds: Budget, planned: Planned): Planned {
  if ('kind' in planned) return planned;
  try {
    const { files, tokenizer } = planned;
    bounds.reserve(tokenizer ? [...files, tokenizer.entry] : files);
    return planned;
  } catch (error) {
    return unread(error);
  }
}

async function fetchModel(source: Source, planned: Planned): Promise<SubmittedTask> {
  if ('kind' in planned) return planned;
  try {
    return { kind: 'model', model: await readFiles(source, planned) };
  } catch (error) {
    return unread(error);
  }
}

async function readFiles(source: Source, { files, tokenizer }: Plan): Promise<ModelFiles> {
  const [model, ...rest] = files;
  const bytes = await source.read(model, MAX_FILE_BYTES);
  const format = formatOf(model.path, bytes);
  const folder = folderOf(model.path);
  const nameInFolder = ({ path }: Entry): string => path.slice(folder.length);
  const readNamed = async (shard: Entry) => [nameInFolder(shard), await readShard(source, shard)] as const;
  const shards = await pMap(rest, readNamed, IN_PARALLEL);
  const own = tokenizer && (await readTokenizer(source, tokenizer));
  return {
    format,
    path: model.path,
    files: new Map([[nameInFolder(model), bytes], ...shards]),
    ...(own && { tokenizer: own }),
  };
}

async function readShard(source: Source, shard: Entry): Promise<Uint8Array> {
  const bytes = await source.read(shard, MAX_FILE_BYTES);
  refuseNonContent(shard.path, bytes);
  return bytes;
}

/** The candidate's fault rejects; everybody else's fails, which costs nothing. */
function unread(error: unknown): SubmittedTask {
  const cause = toSubmissionProblem(error);
  return { kind: faultOf(cause.code) === 'candidate' ? 'rejected' : 'failed', problem: cause };
}

function toSubmissionProblem(error: unknown): Problem {
  const found = toProblem(error);
  if (!(error instanceof FivefoldError) || !found.code.startsWith('github/')) return found;
  const damaged = found.code === 'github/hash-mismatch';
  return { ...found, code: damaged ? 'submission/hash-mismatch' : 'submission/unreachable' };
}
