import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../workflows/read.ts';

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const REGISTRY = 'https://registry.npmjs.org/';
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** What is wrong with a lockfile, an entry a line. */
function complaints(packages: Readonly<Record<string, Locked>>): readonly string[] {
  return Object.entries(packages).flatMap(([path, { resolved, integrity, link }]) => {
    if (path === '') return [];
    return [
      ...(link ? [`${path} is a link`] : []),
      ...(SHA512.test(integrity ?? '') ? [] : [`${path} has no SHA-512`]),
      ...(resolved === undefined || resolved.startsWith(REGISTRY) ? [] : [`${path} comes from ${resolved}`]),
    ];
  });
}

describe('the lockfile', () => {
  it('[T-82] has a hash for every package, and none from elsewhere than the registry', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(complaints(packages)).toEqual([]);
  });

  it('[T-82] would be refused otherwise: the rule notices what it is for', () => {
    const integrity = `sha512-${'A'.repeat(86)}==`;
    expect(complaints({ '': {}, 'node_modules/a': { integrity } })).toEqual([]);
    expect(complaints({ 'node_modules/a': { resolved: `${REGISTRY}a/-/a-1.tgz` } })).toHaveLength(1);
    expect(complaints({ 'node_modules/a': { integrity: 'sha1-AAAA' } })).toHaveLength(1);
    expect(
      complaints({ 'node_modules/a': { integrity, resolved: 'git+ssh://git@github.com/a/a.git' } }),
    ).toHaveLength(1);
    expect(complaints({ 'node_modules/a': { integrity, link: true } })).toHaveLength(1);
  });
});
