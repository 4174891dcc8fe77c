/** Writes docs/scorecard.schema.json, for whoever reads scorecards: `node scripts/scorecard-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { scorecardSchema } from '../src/export/schema.ts';
import { layOut } from './json.ts';

export const SCORECARD_SCHEMA_FILE = new URL('../docs/scorecard.schema.json', import.meta.url);

const ADDRESS = 'https://raw.githubusercontent.com/fivefold/fivefold/main/docs/scorecard.schema.json';

/** The JSON Schema (draft 2020-12) of a scorecard, as text. Readers ignore fields that they do not know. */
export function scorecardJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(scorecardSchema, { io: 'input' });
  const head = { $schema, $id: ADDRESS, title: 'Fivefold scorecard' };
  return `${layOut(JSON.stringify({ ...head, ...rest }, null, 2))}\n`;
}

if (import.meta.main) writeFileSync(SCORECARD_SCHEMA_FILE, scorecardJsonSchema());
