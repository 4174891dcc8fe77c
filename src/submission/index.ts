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
import { idsOf, objectIdOf } from './object-id.ts';
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

/** What a submission holds for one task, before its files are fetched. */
export type SurveyedTask = Located | Exclude<SubmittedTask, { kind: 'model' }>;

export interface Located {
  readonly kind: 'located';
  /** Over the git object ids of the model's files: equal ones are equal models. Absent where no git object was listed. */
  readonly objectId?: string;
  /** Fetch it. Never throws. */
  read(): Promise<SubmittedTask>;
}

/**
 * Find the models of a commit on GitHub without fetching them, for whoever may know them already. Never throws. Costs one
 * request, one for a manifest and one for each `model.json`.
 */
export function surveySubmission(
  github: GitHub,
  ref: SubmissionRef,
  tasks: readonly Task[],
): Promise<ReadonlyMap<string, SurveyedTask>> {
  return survey(githubSource(github, ref), tasks);
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
  const surveyed = await survey(source, tasks);
  const read = async ([id, task]: [string, SurveyedTask]): Promise<[string, SubmittedTask]> => [
    id,
    task.kind === 'located' ? await task.read() : task,
  ];
  return new Map(await pMap(surveyed, read, IN_PARALLEL));
}

async function survey(source: Source, tasks: readonly Task[]): Promise<ReadonlyMap<string, SurveyedTask>> {
  try {
    const listing = await list(source);
    const manifest = await readManifest(source, listing, tasks);
    const plans = await pMap(tasks, (task) => plan(source, listing, manifest, task), IN_PARALLEL);
    const bounds = budget();
    const reserved = plans.map((planned) => located(source, reserve(bounds, planned)));
    return new Map(tasks.map((task, i) => [task.id, reserved[i] ?? { kind: 'missing' }]));
  } catch (error) {
    const outcome = unread(error);
    return new Map(tasks.map((task) => [task.id, outcome]));
  }
}

function located(source: Source, planned: Planned): SurveyedTask {
  if ('kind' in planned) return planned;
  const objectId = listedId(planned);
  const read = () => fetchModel(source, planned);
  return { kind: 'located', read, ...(objectId !== undefined && { objectId }) };
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
type Planned = Plan | Exclude<SubmittedTask, { kind: 'model' }>;

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

async function fetchModel(source: Source, planned: Plan): Promise<SubmittedTask> {
  try {
    return { kind: 'model', model: await readFiles(source, planned) };
  } catch (error) {
    return unread(error);
  }
}

/** The id of a model whose files were only listed. */
function listedId({ files, tokenizer }: Plan): string | undefined {
  const folder = folderOf(files[0].path);
  const named: [string, string][] = [];
  for (const { path, objectId } of files) {
    if (objectId === undefined) return undefined;
    named.push([path.slice(folder.length), objectId]);
  }
  if (!tokenizer) return objectIdOf({ files: named });
  const { entry, sides } = tokenizer;
  if (entry.objectId === undefined) return undefined;
  return objectIdOf({ files: named, tokenizer: [entry.objectId, sides.padding, sides.truncating] });
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
  const found = { files: new Map([[nameInFolder(model), bytes], ...shards]), ...(own && { tokenizer: own }) };
  return { format, path: model.path, objectId: objectIdOf(idsOf(found)), ...found };
}

async function readShard(source: Source, shard: Entry): Promise<Uint8Array> {
  const bytes = await source.read(shard, MAX_FILE_BYTES);
  refuseNonContent(shard.path, bytes);
  return bytes;
}

/** The candidate's fault rejects; everybody else's fails, which costs nothing. */
function unread(error: unknown): Exclude<SubmittedTask, { kind: 'model' }> {
  const cause = toSubmissionProblem(error);
  return { kind: faultOf(cause.code) === 'candidate' ? 'rejected' : 'failed', problem: cause };
}

function toSubmissionProblem(error: unknown): Problem {
  const found = toProblem(error);
  if (!(error instanceof FivefoldError) || !found.code.startsWith('github/')) return found;
  const damaged = found.code === 'github/hash-mismatch';
  return { ...found, code: damaged ? 'submission/hash-mismatch' : 'submission/unreachable' };
}
