import { FivefoldError } from '../../domain/errors.ts';
import { MAX_CONFIG_BYTES, MAX_CONFIG_DEPTH } from '../../domain/limits.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * JSON of a candidate's file, bounded in size and depth so that recursion over it is safe.
 *
 * @param what - names the text in messages: `config.json`
 * @throws {FivefoldError} model/damaged, model/too-large, model/config-invalid
 */
export function parseJson(text: string, what: string): Json {
  if (text.length > MAX_CONFIG_BYTES) {
    throw new FivefoldError({
      code: 'model/too-large',
      message: `${what} has ${text.length} characters; the limit is ${MAX_CONFIG_BYTES}.`,
      hint: 'Save the model again; a Keras config is rarely larger than one megabyte.',
    });
  }
  const value = decode(text, what);
  if (isDeeperThan(value, MAX_CONFIG_DEPTH)) {
    throw invalidConfig(`${what} is nested deeper than ${MAX_CONFIG_DEPTH} levels.`);
  }
  return value;
}

function decode(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new FivefoldError(
      {
        code: 'model/damaged',
        message: `${what} is not valid JSON.`,
        hint: 'Save the model again and commit the new file.',
      },
      { cause },
    );
  }
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  return Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Array.isArray`, which loses the element type of readonly arrays. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A config that Keras itself would not have written. */
export function invalidConfig(message: string, where?: string): FivefoldError {
  return new FivefoldError({
    code: 'model/config-invalid',
    message,
    hint: 'Save the model again with Keras and commit the new file, unedited.',
    ...(where === undefined ? {} : { where }),
  });
}
