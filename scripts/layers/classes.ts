import { readFileSync } from 'node:fs';
import { z } from 'zod';

const FILE = new URL('../../tests/fixtures/layers/classes.json', import.meta.url);

/** A class of `keras.layers`, with the versions that have it. */
export interface BuiltIn {
  readonly name: string;
  readonly versions: readonly string[];
  /** The file that defines it, below `keras/src/`, in the newest of these versions. */
  readonly source: string;
}

/** Every built-in class of every version that the corpus was made with, as tests/fixtures/layers/make.py listed them. */
export function readBuiltIns(): BuiltIn[] {
  const listed = z
    .record(z.string(), z.record(z.string(), z.string()))
    .parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const versions = Object.keys(listed).sort();
  const names = new Set(versions.flatMap((version) => Object.keys(listed[version] ?? {})));
  return [...names].sort().map((name) => {
    const having = versions.filter((version) => listed[version]?.[name] !== undefined);
    return { name, versions: having, source: listed[having.at(-1) ?? '']?.[name] ?? '' };
  });
}
