import { MAX_PATH_BYTES } from '../domain/limits.ts';

/** Control characters, and the invisible ones that reorder or hide text: a name must be what it looks like. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * A plain relative path: names between single slashes, none of them `.` or `..`, no backslash (a separator on
 * Windows), no drive, no deceptive characters.
 */
export function isSafePath(path: string): boolean {
  if (path === '' || Buffer.byteLength(path) > MAX_PATH_BYTES) return false;
  if (DECEPTIVE.test(path) || path.includes('\\') || /^[A-Za-z]:/.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

/** A safe path without a folder. */
export function isPlainName(name: string): boolean {
  return isSafePath(name) && !name.includes('/');
}

/** `models/a/model.json` → `models/a/`; `model.h5` → the empty string. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** `models/a/model.json` → `model.json`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Every folder on the way: `a/b/c` → `a`, `a/b`. */
export function ancestorsOf(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('/'));
}
