import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Events of which strangers are the cause, and whose jobs have secrets and a token that writes all the same. */
const PRIVILEGED: ReadonlySet<string> = new Set(['pull_request_target', 'issue_comment']);

/**
 * Whether a job that strangers set off has checked something out. The grader needs no checkout, and one of a fork lets
 * whoever wrote it have the secrets, once anything of it runs: GitHub Security Lab, "Preventing pwn requests" (2021).
 *
 * @param workspace `GITHUB_WORKSPACE`
 */
export function isBesideCheckout(eventName: string, workspace: string | undefined): boolean {
  return PRIVILEGED.has(eventName) && !!workspace && existsSync(join(workspace, '.git'));
}
