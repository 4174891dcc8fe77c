import type { LayerLabel } from '../graph.ts';
import { isObject, type JsonObject } from './json.ts';
import type { BuildContext } from './layer-config.ts';

/** The dtype or policy of a layer: `float32`, `mixed_float16`, `int8_from_float32`. */
function policyName(options: JsonObject): string {
  const dtype = options.dtype;
  if (typeof dtype === 'string') return dtype;
  const config = isObject(dtype) ? dtype.config : undefined;
  const name = isObject(config) ? config.name : undefined;
  return typeof name === 'string' ? name : '';
}

/** Quantised policies read `int8_from_float32`, `float8_from_mixed_bfloat16`, `gptq/4/128_from_…`. */
export function quantisedDtype(options: JsonObject): boolean {
  return policyName(options).includes('_from_');
}

/** Half precision is computed in float32 here, which is closer to what the weights mean but not to Keras's digits. */
export function warnAboutDtype(options: JsonObject, { name }: LayerLabel, context: BuildContext): void {
  const policy = policyName(options);
  if (policy.includes('float16')) {
    context.warn(`Layer "${name}" has the dtype policy ${policy}; the grader computes it in float32.`);
  }
}
