import { MAX_RANK } from '../../domain/limits.ts';
import type { RowShape } from '../../domain/tensor.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';

/**
 * The shape of one row from `[null, 28, 28]`, the form of `batch_shape` (Keras 3), `batch_input_shape` (Keras 2) and
 * `build_input_shape`.
 */
export function rowShape(batchShape: Json | undefined): RowShape | undefined {
  if (!isList(batchShape) || batchShape.length > MAX_RANK) return undefined;
  const row = batchShape.slice(1);
  return row.every(isDimension) ? row : undefined;
}

function isDimension(value: Json): value is number | null {
  return value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
}

/** What a layer's config says of its own input. */
export function declaredInput(serialised: JsonObject): { shape: RowShape | undefined; dtype: string } {
  const config = serialised.config;
  const options = isObject(config) ? config : {};
  const build = serialised.build_config;
  const built = isObject(build) ? build.input_shape : undefined;
  const shape = options.batch_shape ?? options.batch_input_shape ?? built;
  const dtype = options.dtype;
  return { shape: rowShape(shape), dtype: typeof dtype === 'string' ? dtype : 'float32' };
}
