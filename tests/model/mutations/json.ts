import { isList, type Json, type JsonObject } from '../../../src/model/config/json.ts';
import { LAYER_CLASSES } from '../../../src/model/layers/table.ts';
import type { DrawInteger } from './bytes.ts';

const NUMBERS = [
  -1,
  0,
  1,
  2,
  3,
  0.5,
  -0.5,
  7,
  1e3,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  1e9,
  1e308,
  -1e308,
  1e-308,
];
const TEXTS = [
  '',
  'NaN',
  'Infinity',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '\0',
  'ä'.repeat(300),
  'a'.repeat(100_000),
  '-1',
  'valid',
  'same',
  'float64',
  'int32',
];
const CLASSES = [...LAYER_CLASSES.keys(), 'Functional', 'Sequential', 'Model', 'Lambda', 'function'];
const DEPTHS = [5, 90, 200];
const ABYSS_DEPTH = 20_000;

type Place = { readonly value: Json; readonly key: string };

/** A config with one to three of its values replaced by what Keras would not have written there. */
export function mutateJson(json: Json, draw: DrawInteger): { text: string; what: string } {
  const copy = structuredClone(json);
  const what: string[] = [];
  for (let i = 1 + draw(3); i > 0; i--) {
    const containers = containersIn(copy);
    const container = containers[draw(containers.length)];
    if (container !== undefined) what.push(mutateInside(container as Record<string, Json>, copy, draw));
  }
  return { text: stringify(copy), what: what.join(', ') };
}

type Container = JsonObject | readonly Json[];

/** Every object and array with something in it; without recursion, for what was nested deeply before. */
function containersIn(root: Json): Container[] {
  const found: Container[] = [];
  const pending = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value === null || typeof value !== 'object') continue;
    const inside = Object.values(value);
    if (inside.length > 0) found.push(value as Container);
    pending.push(...inside);
  }
  return found;
}

function mutateInside(container: Record<string, Json>, root: Json, draw: DrawInteger): string {
  const keys = Object.keys(container);
  const key = keys[draw(keys.length)] ?? '';
  const place: Place = { key, value: container[key] ?? null };
  switch (draw(8)) {
    case 0:
      delete container[key];
      return `delete ${key}`;
    case 1:
      return repeat(container, place, draw);
    case 2:
      container[key] = somewhere(root, draw);
      return `${key} = a value from elsewhere`;
    default: {
      const next = replacement(place, root, draw);
      container[key] = next;
      return `${key} = ${shown(next)}`;
    }
  }
}

function repeat(container: Record<string, Json>, { key, value }: Place, draw: DrawInteger): string {
  const times = [2, 50][draw(2)] ?? 2;
  if (Array.isArray(container))
    container.splice(Number(key), 0, ...Array.from({ length: times }, () => structuredClone(value)));
  else container[key] = Array.from({ length: times }, () => structuredClone(value));
  return `repeat ${key} ${times} times`;
}

function replacement({ key, value }: Place, root: Json, draw: DrawInteger): Json {
  if (key === 'class_name') return CLASSES[draw(CLASSES.length)] ?? '';
  if (draw(6) === 0) return odd(value, draw);
  if (typeof value === 'number') return NUMBERS[draw(NUMBERS.length)] ?? 0;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string')
    return draw(3) === 0 ? (TEXTS[draw(TEXTS.length)] ?? '') : otherText(root, draw);
  if (isList(value)) return draw(2) === 0 ? Object.fromEntries(Object.entries(value)) : value.toReversed();
  return odd(value, draw);
}

/** A value of another kind than the one that stands there. */
function odd(value: Json, draw: DrawInteger): Json {
  const depth = DEPTHS[draw(DEPTHS.length)] ?? 5;
  const kinds: readonly (() => Json)[] = [
    () => null,
    () => true,
    () => NUMBERS[draw(NUMBERS.length)] ?? 0,
    () => TEXTS[draw(TEXTS.length)] ?? '',
    () => [],
    () => ({}),
    () => [value],
    () => ({ class_name: '__tuple__', items: [value] }),
    () => nested(value, depth),
    () => ABYSS,
  ];
  return kinds[draw(kinds.length)]?.() ?? null;
}

function nested(value: Json, depth: number): Json {
  let result = value;
  for (let i = 0; i < depth; i++) result = i % 2 === 0 ? [result] : { config: result };
  return result;
}

/** Another text of the document: layer names and node references swap, so that graphs get cycles and gaps. */
function otherText(root: Json, draw: DrawInteger): string {
  const texts = containersIn(root).flatMap((container) =>
    Object.values(container).filter((item) => typeof item === 'string'),
  );
  return texts[draw(texts.length)] ?? '';
}

function somewhere(root: Json, draw: DrawInteger): Json {
  const containers = containersIn(root);
  return structuredClone(containers[draw(containers.length)] ?? null);
}

/** Values nested too deeply for `structuredClone` and `JSON.stringify` stand as a text until they are written. */
const ABYSS = '[abyss]';

function stringify(value: Json): string {
  return JSON.stringify(value).replaceAll(
    JSON.stringify(ABYSS),
    `${'['.repeat(ABYSS_DEPTH)}${']'.repeat(ABYSS_DEPTH)}`,
  );
}

function shown(value: Json): string {
  return stringify(value).slice(0, 60);
}
