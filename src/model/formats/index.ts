import type { ModelFiles, ModelFormat } from '../../domain/submission.ts';
import { readKerasArchive } from './keras-archive.ts';
import { readKerasH5 } from './keras-h5.ts';
import { damaged, type StoredModel } from './stored.ts';
import { readTfjsLayers } from './tfjs-layers.ts';

/** Formats that hold a Keras config. */
type ConfigFormat = Exclude<ModelFormat, 'saved-model' | 'tfjs-graph'>;

/**
 * Reads any format that holds a Keras config into the one form.
 *
 * @throws {FivefoldError} model/damaged, model/unknown-format
 */
export async function readStored(
  { path, files }: Omit<ModelFiles, 'format'>,
  format: ConfigFormat,
): Promise<StoredModel> {
  const name = path.split('/').at(-1) ?? path;
  const bytes = files.get(name) ?? (files.size === 1 ? files.values().next().value : undefined);
  if (bytes === undefined) throw damaged(name, 'is missing');
  switch (format) {
    case 'keras':
      return readKerasArchive(bytes, name);
    case 'h5':
      return readKerasH5(bytes, name);
    case 'tfjs-layers':
      return readTfjsLayers(new Map([...files, [name, bytes]]), name);
  }
}
