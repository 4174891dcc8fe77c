import { isList, isObject, type Json } from './json.ts';

/** Python tuples are written `{class_name: '__tuple__', items: […]}`; everything here treats them as lists. */
export function untuple(value: Json): Json {
  if (isList(value)) return value.map(untuple);
  if (!isObject(value)) return value;
  if (value.class_name === '__tuple__' && isList(value.items)) return value.items.map(untuple);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, untuple(child)]));
}
