import { z } from 'zod';
import { MAX_OUTLINE_INPUTS, MAX_OUTLINE_LAYERS, MAX_OUTLINE_NAME, MAX_RANK } from '../domain/limits.ts';
import type { OutlineLayer } from '../domain/outline.ts';

const size = z.int().nonnegative();
const name = z.string().max(MAX_OUTLINE_NAME);

const layer = z.strictObject({
  name,
  className: name,
  output: z.array(size.nullable()).max(MAX_RANK).readonly().exactOptional(),
  parameters: size,
  from: z.array(size).max(MAX_OUTLINE_INPUTS).readonly(),
  inside: size.exactOptional(),
});

/** The layers of a stranger's model, as its worker tells them: bounded, and in an order in which nothing goes in circles. */
export const outlineSchema = z.strictObject({
  layers: z
    .array(layer)
    .max(MAX_OUTLINE_LAYERS)
    .refine((layers) => layers.every(refersBack), 'a layer refers to one that does not come before it')
    .readonly(),
  more: size,
});

function refersBack({ from, inside = -1 }: OutlineLayer, place: number): boolean {
  return inside < place && from.every((source) => source < place);
}
