import { z } from 'zod';
import { MAX_CONFIG_BYTES, MAX_SUBMISSION_FILES } from '../domain/limits.ts';
import { folderOf, isPlainName } from './path.ts';
import { problem, visible } from './problem.ts';
import type { Entry, Listing } from './source.ts';

/** The part of `model.json` that says where the weights are. Source: tfjs-core/src/io/types.ts, `ModelJSON`. */
const modelJson = z.object({
  weightsManifest: z.array(z.object({ paths: z.array(z.string()) })),
});

const graphJson = z.object({ modelTopology: z.object({ node: z.array(z.unknown()) }) });

/** Bound on `model.json` itself: topology, and one short line per weight. */
export const MAX_MODEL_JSON_BYTES = MAX_CONFIG_BYTES;

/**
 * The files that hold the weights of a `model.json`: plain names beside it. The candidate writes these names; they are
 * looked up in the listing and never joined to a path of a file system.
 *
 * @throws {FivefoldError} `submission/*`
 */
export function shardsOf(listing: Listing, model: Entry, bytes: Uint8Array): readonly Entry[] {
  const names = [...new Set(weightPaths(model.path, bytes))];
  if (names.length > MAX_SUBMISSION_FILES) throw tooMany(model.path, names.length);
  return names.map((name) => {
    if (!isPlainName(name)) throw notPlain(model.path, name);
    const path = folderOf(model.path) + name;
    const entry = listing.entries.get(path);
    if (entry?.kind !== 'file') throw missing(model.path, path);
    return entry;
  });
}

function weightPaths(path: string, bytes: Uint8Array): readonly string[] {
  const parsed = modelJson.safeParse(parseJson(bytes));
  if (parsed.success) return parsed.data.weightsManifest.flatMap((group) => group.paths);
  throw problem(
    'submission/wrong-content',
    `\`${visible(path)}\` is not the model.json of TensorFlow.js: it lists no weights.`,
    'Convert the model with `tensorflowjs_converter`, or submit a `.keras` file. `model.to_json()` holds no weights.',
    path,
  );
}

/** Does a `model.json` hold a frozen TensorFlow graph, and not a Keras config? */
export function isGraphModel(bytes: Uint8Array): boolean {
  return graphJson.safeParse(parseJson(bytes)).success;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function notPlain(path: string, name: string) {
  return problem(
    'submission/path-unsafe',
    `The weights of \`${visible(path)}\` include \`${visible(name)}\`, which is not a plain file name.`,
    'Keep the shards in the folder of model.json and list them by name, as `tensorflowjs_converter` does.',
    path,
  );
}

function missing(path: string, shard: string) {
  return problem(
    'submission/file-missing',
    `\`${visible(path)}\` needs \`${visible(shard)}\`, which is not a file of this commit.`,
    'Commit every shard beside model.json: `git add -f FOLDER`.',
    shard,
  );
}

function tooMany(path: string, count: number) {
  return problem(
    'submission/too-many-files',
    `\`${visible(path)}\` has ${count} weight files; a submission may have ${MAX_SUBMISSION_FILES} files.`,
    'Convert the model with larger shards: `--weight_shard_size_bytes 67108864`.',
    path,
  );
}
