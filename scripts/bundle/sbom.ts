import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { z } from 'zod';
import { COMPILED_IN } from './compiled-in.ts';
import type { BundledPackage } from './packages.ts';

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), integrity: z.string().optional() }),
  ),
});
const ours = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
});

/**
 * The bill of materials of a bundle (CycloneDX 1.6, JSON): every bundled package with the hash under which it is locked, and the
 * libraries that are compiled into its WebAssembly. `npm sbom` lists what is installed, which is three times as much. It bears no time
 * and no serial number, so that equal bundles have equal bills.
 *
 * @throws {Error} a package that is not locked
 */
export async function sbomOf(root: string, packages: readonly BundledPackage[]): Promise<string> {
  const lock = lockfile.parse(await readJson(join(root, 'package-lock.json')));
  const { name, version, description, license } = ours.parse(await readJson(join(root, 'package.json')));
  const main = new Models.Component(Enums.ComponentType.Application, name, {
    version,
    description,
    bomRef: `${name}@${version}`,
    purl: purlOf(name, version),
    licenses: licences(license),
  });
  const components = packages.map((entry) => componentOf(entry, lock));
  for (const component of components) main.dependencies.add(component.bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: main }),
    components: new Models.ComponentRepository(components),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 1 })}\n`;
}

function componentOf(
  { name, version, license, folder }: BundledPackage,
  lock: z.infer<typeof lockfile>,
): Models.Component {
  const place = `node_modules/${folder
    .split(/(?:^|[/\\])node_modules[/\\]/)
    .slice(1)
    .join('/node_modules/')}`.replaceAll('\\', '/');
  const locked = lock.packages[place];
  if (locked?.version !== version || !locked.integrity)
    throw new Error(`${name} ${version} is not locked at ${place}`);
  const bomRef = `${name}@${version}`;
  const inside = (COMPILED_IN[name] ?? []).map(
    (library) =>
      new Models.Component(Enums.ComponentType.Library, library.name, {
        bomRef: `${bomRef}#${library.name}`,
        licenses: licences(library.license),
        description: `Compiled into ${name}; ${library.source}`,
      }),
  );
  return new Models.Component(Enums.ComponentType.Library, name, {
    bomRef,
    version,
    purl: purlOf(name, version),
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-512'], hexOf(locked.integrity)]]),
    licenses: licences(license),
    components: new Models.ComponentRepository(inside),
  });
}

/** An SPDX name, an SPDX expression, or what a package says instead. */
function licences(license: string): Models.LicenseRepository {
  if (license.startsWith('SEE ')) return new Models.LicenseRepository([new Models.NamedLicense(license)]);
  const known = / (?:WITH|OR|AND) /.test(license)
    ? new Models.LicenseExpression(license)
    : new Models.SpdxLicense(license);
  return new Models.LicenseRepository([known]);
}

/** https://github.com/package-url/purl-spec */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** Subresource integrity, `sha512-…` in base64, as hex. */
function hexOf(integrity: string): string {
  const [, base64] = /^sha512-([A-Za-z0-9+/]+={0,2})$/.exec(integrity) ?? [];
  if (base64 === undefined) throw new Error(`not a SHA-512: ${integrity}`);
  return Buffer.from(base64, 'base64').toString('hex');
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
