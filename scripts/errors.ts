/** Writes docs/errors.md from the code table, the prose about it, and what the code really says: `npm run errors`. */
import { writeFileSync } from 'node:fs';
import { errorsDocument } from './errors/index.ts';

export const ERRORS_FILE = new URL('../docs/errors.md', import.meta.url);

if (import.meta.main) writeFileSync(ERRORS_FILE, await errorsDocument());
