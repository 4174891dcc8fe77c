import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMPILED_IN, type CompiledIn } from './compiled-in.ts';
import type { BundledPackage } from './packages.ts';
import { mit } from './texts.ts';

/** Licences under which software may be bundled: they ask for a notice, and for nothing else. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Zlib'];
const ALLOWED_COMPILED_IN = [...ALLOWED, 'Apache-2.0 WITH LLVM-exception'];

/** Read by a person: NIST's public-domain notice, and HDF5's three clauses of BSD. */
const READ: Readonly<Record<string, string>> = { h5wasm: 'SEE LICENSE IN LICENSE.txt' };

/**
 * The licence texts of everything in a bundle, as their licences ask, in the order given.
 *
 * @throws {Error} a licence that is not allowed
 */
export async function licenseNotice(packages: readonly BundledPackage[]): Promise<string> {
  const notices = await Promise.all(packages.map(noticeOf));
  return `The files in this folder contain the following software.\n\n${notices.join('\n')}`;
}

/** @throws {Error} */
export function assertAllowed({ name, license }: Pick<BundledPackage, 'name' | 'license'>): void {
  if (ALLOWED.includes(license) || READ[name] === license) return;
  throw new Error(
    `${name} has the licence ${license}; bundled may be ${ALLOWED.join(', ')}. Read it, and decide in scripts/bundle/licenses.ts.`,
  );
}

async function noticeOf(entry: BundledPackage): Promise<string> {
  assertAllowed(entry);
  const { name, version, license } = entry;
  const parts = [section(`${name} ${version} (${license})`, await textOf(entry))];
  for (const library of COMPILED_IN[name] ?? []) parts.push(compiledNotice(name, library));
  return parts.join('\n');
}

function compiledNotice(host: string, { name, license, source, notice }: CompiledIn): string {
  if (!ALLOWED_COMPILED_IN.includes(license))
    throw new Error(`${name}, compiled into ${host}, has the licence ${license}`);
  return section(`${name}, compiled into ${host} (${license}), ${source}`, notice);
}

function section(title: string, text: string): string {
  return `${'='.repeat(78)}\n${title}\n\n${text}\n`;
}

async function textOf({ folder, license, author }: BundledPackage): Promise<string> {
  const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  if (file) return (await readFile(join(folder, file), 'utf8')).replace(/\r\n/g, '\n').trim();
  if (license === 'Apache-2.0') return 'The text of this licence is the file LICENSE beside this folder.';
  if (license === 'MIT') return mit(`Copyright (c) ${author}`);
  throw new Error(`${folder} has no file with its licence, ${license}`);
}
