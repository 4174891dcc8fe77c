/** Writes docs/exam.schema.json, by which editors check and complete an exam.yml: `node scripts/exam-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { examSchema, metric, metricName } from '../src/exam/schema.ts';
import { layOut } from './json.ts';

export const EXAM_SCHEMA_FILE = new URL('../docs/exam.schema.json', import.meta.url);

/** The JSON Schema (draft 2020-12) of `exam.yml`, as text. */
export function examJsonSchema(): string {
  const schema = z.toJSONSchema(examSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== metric) return;
      // The preprocessing that lets a name stand for a metric is code, which a JSON Schema cannot hold.
      const { description, ...object } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      Object.assign(jsonSchema, { description, anyOf: [{ enum: metricName.options }, object] });
    },
  });
  const { $schema, ...rest } = schema;
  return `${layOut(JSON.stringify({ $schema, title: 'Fivefold exam', ...rest }, null, 2))}\n`;
}

if (import.meta.main) writeFileSync(EXAM_SCHEMA_FILE, examJsonSchema());
