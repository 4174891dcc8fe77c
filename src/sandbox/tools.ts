import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where a system keeps its own programs, written by its administrator alone. Never the PATH, which a workflow may change. */
const SYSTEM_FOLDERS = ['/usr/bin', '/bin'];

export type ToolName = 'bwrap' | 'unshare' | 'prlimit' | 'env' | 'systemd-run';

/** Path of a program of the system, or `undefined` where it is not installed. */
export function findTool(name: ToolName): string | undefined {
  return SYSTEM_FOLDERS.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
