import { z } from 'zod';
import { MAX_RANK } from '../../domain/limits.ts';
import { joined } from './joined.ts';
import { damaged } from './stored.ts';

const entry = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()).max(MAX_RANK),
  dtype: z.string(),
  quantization: z
    .object({
      dtype: z.enum(['uint8', 'uint16', 'float16']),
      min: z.number().exactOptional(),
      scale: z.number().exactOptional(),
    })
    .exactOptional(),
});
export type ManifestEntry = z.output<typeof entry>;

/** Groups of shards, and the weights that lie in each, end to end. Source: tfjs-core/src/io/types.ts */
export const weightsManifest = z.array(z.object({ paths: z.array(z.string()), weights: z.array(entry) }));
export type WeightsManifest = z.output<typeof weightsManifest>;

/** Characters of a shard's name that a message quotes. */
const MAX_SHOWN = 80;

/**
 * The shards of one group, end to end. They are looked up among the submitted files and nowhere else.
 *
 * @param files - by path relative to the model's folder
 * @param what - the name of `model.json`
 * @throws {FivefoldError} model/damaged
 */
export function joinShards(
  paths: readonly string[],
  files: ReadonlyMap<string, Uint8Array>,
  what: string,
): Uint8Array<ArrayBuffer> {
  return joined(paths.map((path) => shardAt(path, files, what)));
}

function shardAt(path: string, files: ReadonlyMap<string, Uint8Array>, what: string): Uint8Array {
  const shard = files.get(path.replace(/^\.\//, ''));
  if (shard !== undefined) return shard;
  throw damaged(what, `names the shard "${path.slice(0, MAX_SHOWN)}", which was not submitted`);
}
