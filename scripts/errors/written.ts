import { readFileSync } from 'node:fs';
import type { ErrorCode, Problem } from '../../src/domain/errors.ts';

const ROOT = new URL('../../', import.meta.url);

/**
 * A problem as a source file words it, for the few that only a whole run could raise: the texts beside its code.
 *
 * @param values of what the texts hold in `${…}`
 * @throws {Error} the file has no such problem any more
 */
export function asWritten(
  file: string,
  code: ErrorCode,
  values: Readonly<Record<string, string | number>> = {},
): Problem {
  const source = readFileSync(new URL(file, ROOT), 'utf8');
  const around = source.slice(Math.max(0, source.indexOf(`code: '${code}'`)));
  const [message, hint] = ['message', 'hint'].map((name) => textOf(around, name, values));
  if (!source.includes(`code: '${code}'`) || message === undefined || hint === undefined) {
    throw new Error(`${file} no longer says ${code} in texts beside the code.`);
  }
  return { code, message, hint };
}

function textOf(source: string, name: string, values: Readonly<Record<string, string | number>>) {
  const found = new RegExp(
    `\\b${name}:\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|"([^"]*)"|\`((?:[^\`\\\\]|\\\\.)*)\`)`,
  ).exec(source);
  const text = found?.slice(1).find((part) => part !== undefined);
  return text
    ?.replaceAll(/\$\{([^}]*)\}/g, (_, key: string) => `${known(values, key)}`)
    .replaceAll(/\\(.)/g, '$1');
}

function known(values: Readonly<Record<string, string | number>>, key: string): string | number {
  const value = values[key];
  if (value === undefined) throw new Error(`The text holds \${${key}}, of which nothing is known.`);
  return value;
}
