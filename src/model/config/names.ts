import { isObject, type Json } from './json.ts';

/** The class of a serialised layer, or an empty name. */
export function classNameOf(config: Json): string {
  const name = isObject(config) ? config.class_name : undefined;
  return typeof name === 'string' ? name : '';
}

/** `Conv2DTranspose` → `conv2d_transpose`. Source: keras/src/utils/naming.py `to_snake_case` */
export function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The one class that Keras exports by another name than its own, which folders of weights are called after. */
export const EXPORTED: ReadonlyMap<string, string> = new Map([
  ['GroupQueryAttention', 'GroupedQueryAttention'],
]);

/**
 * Names of layers in a container of a `.keras` file: by class, counted from the second on: `dense`, `dense_1`.
 * Source: keras/src/saving/saving_lib.py `_save_container_state`
 */
export function numbered(classNames: readonly string[]): string[] {
  const used = new Map<string, number>();
  return classNames.map((className) => {
    const name = snakeCase(EXPORTED.get(className) ?? className);
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}
