import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EXAM_SCHEMA_FILE, examJsonSchema } from '../../scripts/exam-schema.ts';
import { METRICS } from '../../src/domain/metric.ts';
import { parseExam } from '../../src/exam/index.ts';

const handbook = readFileSync(new URL('../../docs/exam.md', import.meta.url), 'utf8');
const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(handbook) ?? [];
const validate = new Ajv2020({ strict: false, formats: { uri: true } }).compile(JSON.parse(examJsonSchema()));

describe("the editor's schema", () => {
  it('is fresh (otherwise: node scripts/exam-schema.ts)', () => {
    expect(readFileSync(EXAM_SCHEMA_FILE, 'utf8')).toBe(examJsonSchema());
  });

  it('accepts the example of the handbook, as the grader does', () => {
    expect(validate(parse(example))).toBe(true);
    expect(parseExam(new TextEncoder().encode(example)).exam.tasks).toHaveLength(2);
  });

  it('takes a metric by its name alone, but not by a wrong one', () => {
    expect(validate(parse(example.replace('metric: accuracy', 'metric: acuracy')))).toBe(false);
  });

  it('refuses a misspelt field', () => {
    expect(validate(parse(example.replace('weight: 2', 'weigth: 2')))).toBe(false);
  });
});

describe('the handbook', () => {
  it.each(fieldsOf(JSON.parse(examJsonSchema())))('describes the field `%s`', (field) => {
    expect(handbook).toMatch(new RegExp(`\`${field}\`|\\b${field}:`));
  });

  it.each(Object.entries(METRICS))('describes the metric `%s`', (name, { of, better }) => {
    expect(handbook).toMatch(new RegExp(`\\| \`${name}\` +\\| ${of} +\\| ${better} +\\|`));
  });
});

/** Every property name of a JSON Schema, at any depth, except the four scores. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema && schema.properties ? Object.keys(schema.properties) : [];
  const all = [...own, ...Object.values(schema).flatMap(fieldsOf)];
  return [...new Set(all)].filter((field) => !/^\d$/.test(field));
}
