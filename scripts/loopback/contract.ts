import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { type Incoming, parsed } from './http.ts';

/** Checks requests against GitHub's own OpenAPI description: answers what is wrong, in one sentence each. */
export type Contract = (request: Incoming) => readonly string[];

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: { readonly type?: string };
  readonly 'x-multi-segment'?: boolean;
  readonly $ref?: string;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Route {
  readonly template: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly operation: Operation;
}

/** Media types that GitHub documents, and `*` as browsers send it. */
const ACCEPTABLE = /^(?:\*\/\*|application\/(?:octet-stream|json|vnd\.github(?:\.[\w-]+)*(?:\+json)?))$/;

/** 13 MB of JSON: loaded once a process, and only where requests are validated. */
let description: Promise<Contract> | undefined;

export function loadContract(): Promise<Contract> {
  description ??= load();
  return description;
}

async function load(): Promise<Contract> {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const document = JSON.parse(await readFile(file, 'utf8')) as Description;
  for (const item of Object.values(document.paths)) {
    for (const { requestBody } of Object.values(item)) dropIdleNullable(requestBody);
  }
  const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false, coerceTypes: false });
  ajv.addSchema(document, 'github');
  const routes = Object.entries(document.paths).flatMap(([template, item]) =>
    routesOf(document, template, item),
  );
  const compiled = new Map<string, ValidateFunction>();
  const validator = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `github#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  return (request) => check(request, routes, document, validator);
}

/** ajv takes no `nullable` beside a list of alternatives, as in the title of an issue; it says nothing that they do not. */
function dropIdleNullable(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('nullable' in schema && !('type' in schema)) delete schema.nullable;
  for (const inner of Object.values(schema)) dropIdleNullable(inner);
}

function routesOf(
  document: Description,
  template: string,
  item: Readonly<Record<string, Operation>>,
): Route[] {
  return Object.entries(item).map(([method, operation]) => {
    const multi = new Set(
      parametersOf(document, operation)
        .filter((p) => p['x-multi-segment'])
        .map((p) => p.name),
    );
    const source = template
      .split(/\{(\w+)\}/)
      .map((part, i) => (i % 2 === 0 ? literal(part) : multi.has(part) ? '(.+)' : '([^/]+)'));
    return { template, method, operation, pattern: new RegExp(`^${source.join('')}$`) };
  });
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function parametersOf(document: Description, operation: Operation): readonly Parameter[] {
  return (operation.parameters ?? []).map((p) => (p.$ref ? (resolve(document, p.$ref) as Parameter) : p));
}

function resolve(document: unknown, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document);
}

function check(
  request: Incoming,
  routes: readonly Route[],
  document: Description,
  validator: (pointer: string) => ValidateFunction,
): readonly string[] {
  const matching = routes.filter(
    ({ method, pattern }) => method === request.method.toLowerCase() && pattern.test(request.path),
  );
  // Literal segments win over parameters, as in GitHub's router.
  const route = matching.sort((a, b) => literalLength(b) - literalLength(a))[0];
  if (!route) return [`GitHub has no route ${request.method} ${request.path}`];
  return [
    ...checkHeaders(request),
    ...checkQuery(request, parametersOf(document, route.operation)),
    ...checkBody(request, route, validator),
  ].map((fault) => `${request.method} ${route.template}: ${fault}`);
}

function literalLength({ template }: Route): number {
  return template.replaceAll(/\{\w+\}/g, '').length;
}

function checkHeaders({ headers }: Incoming): string[] {
  const accept = headers.accept ?? '';
  const faults = accept.split(/\s*,\s*/).filter((type) => !ACCEPTABLE.test(type.split(';')[0] ?? ''));
  const agent = headers['user-agent'] ? [] : ['GitHub refuses requests without a user agent'];
  return [...faults.map((type) => `unknown media type ${type}`), ...agent];
}

function checkQuery({ query }: Incoming, parameters: readonly Parameter[]): string[] {
  const known = new Map(parameters.filter((p) => p.in === 'query').map((p) => [p.name, p]));
  const missing = [...known.values()].filter((p) => p.required && !query.has(p.name));
  const given = [...query].flatMap(([name, value]) => {
    const parameter = known.get(name);
    if (!parameter) return [`unknown query parameter ${name}`];
    const isInteger = parameter.schema?.type !== 'integer' || /^-?\d+$/.test(value);
    const inPage = name !== 'per_page' || Number(value) <= 100;
    return isInteger && inPage ? [] : [`query parameter ${name} is ${value}`];
  });
  return [...given, ...missing.map(({ name }) => `missing query parameter ${name}`)];
}

function checkBody(
  request: Incoming,
  { template, method, operation }: Route,
  validator: (pointer: string) => ValidateFunction,
): string[] {
  const json = operation.requestBody?.content['application/json'];
  if (!json) return request.body.length > 0 && !operation.requestBody ? ['takes no body'] : [];
  const path = template.replaceAll('~', '~0').replaceAll('/', '~1');
  const validate = validator(
    `/paths/${encodeURIComponent(path)}/${method}/requestBody/content/application~1json/schema`,
  );
  if (validate(parsed(request))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `body${instancePath} ${message}`);
}
