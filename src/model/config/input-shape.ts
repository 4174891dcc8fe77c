import { MAX_RANK } from '../../domain/limits.ts';
import type { RowShape } from '../../domain/tensor.ts';
import { invalidConfig, isList, isObject, type Json, type JsonObject } from './json.ts';

/** Characters of an impossible shape that a message quotes. */
const MAX_SHOWN = 100;

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

/** A number that is no size of anything: negative, or not whole. */
function isImpossible(value: Json): boolean {
  return typeof value === 'number' && !isDimension(value);
}

/**
 * What a layer's config says of its own input.
 *
 * @throws {FivefoldError} model/config-invalid for sizes that nothing has
 */
export function declaredInput(serialised: JsonObject): { shape: RowShape | undefined; dtype: string } {
  const config = serialised.config;
  const options = isObject(config) ? config : {};
  const build = serialised.build_config;
  const built = isObject(build) ? build.input_shape : undefined;
  const stated = options.batch_shape ?? options.batch_input_shape;
  if (isList(stated) && stated.some(isImpossible)) {
    throw invalidConfig(
      `The model declares an input of the shape ${JSON.stringify(stated).slice(0, MAX_SHOWN)}.`,
    );
  }
  const dtype = options.dtype;
  return { shape: rowShape(stated ?? built), dtype: typeof dtype === 'string' ? dtype : 'float32' };
}
