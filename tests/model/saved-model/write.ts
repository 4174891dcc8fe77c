import { maskedCrc32c } from '../../../src/model/saved-model/crc32c.ts';

/** Protocol Buffers as hostile people would write them: any field, any bytes. */
export type Field = readonly [number: number, value: number | string | Uint8Array];

const utf8 = new TextEncoder();

export function record(...fields: readonly Field[]): Uint8Array {
  return joined(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return joined([varint(number * 8), varint(value)]);
      const bytes = typeof value === 'string' ? utf8.encode(value) : value;
      return joined([varint(number * 8 + 2), varint(bytes.length), bytes]);
    }),
  );
}

/** Negative numbers as TensorFlow writes them: 64 bits, two's complement. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export interface NodeSpec {
  readonly name: string;
  readonly op: string;
  readonly inputs?: readonly string[];
  /** Functions by attribute: `f`, `body`. */
  readonly functions?: Readonly<Record<string, string>>;
  /** `AttrValue`s by attribute. */
  readonly attributes?: Readonly<Record<string, Uint8Array>>;
}

export interface FunctionSpec {
  readonly name: string;
  readonly nodes: readonly NodeSpec[];
  /** Reference to the one result; by default the first output of the last node. */
  readonly result?: string;
}

/** A SavedModel that calls the first function with one input, `x`, of two numbers a row. */
export function savedModelOf(...functions: readonly FunctionSpec[]): ReadonlyMap<string, Uint8Array> {
  const [main] = functions;
  const nodes = [
    node({ name: 'input', op: 'Placeholder' }),
    node({
      name: 'call',
      op: 'StatefulPartitionedCall',
      inputs: ['input'],
      functions: { f: main?.name ?? '' },
    }),
  ];
  const library = record(...functions.map((item): Field => [1, functionDef(item)]));
  const shape = record([2, record([1, -1])], [2, record([1, 2])]);
  const tensor = (name: string) => record([1, name], [2, 1], [3, shape]);
  const signature = record(
    [1, record([1, 'x'], [2, tensor('input:0')])],
    [2, record([1, 'y'], [2, tensor('call:0')])],
  );
  const metaGraph = record(
    [1, record([4, 'serve'], [5, '2.21.0'])],
    [2, record(...nodes.map((item): Field => [1, item]), [2, library])],
    [5, record([1, 'serving_default'], [2, signature])],
  );
  return new Map([['saved_model.pb', record([1, 1], [2, metaGraph])]]);
}

function functionDef({ name, nodes, result }: FunctionSpec): Uint8Array {
  const argument = (label: string) => record([1, label], [3, 1]);
  const last = nodes.at(-1)?.name ?? '';
  return record(
    [1, record([1, name], [2, argument('x')], [3, argument('y')])],
    ...nodes.map((item): Field => [3, node(item)]),
    [4, record([1, 'y'], [2, result ?? `${last}:output:0`])],
  );
}

function node({ name, op, inputs = [], functions = {}, attributes = {} }: NodeSpec): Uint8Array {
  const calls = Object.entries(functions).map(
    ([key, callee]) => [key, record([10, record([1, callee])])] as const,
  );
  const all = [...calls, ...Object.entries(attributes)];
  return record(
    [1, name],
    [2, op],
    ...inputs.map((input): Field => [3, input]),
    ...all.map(([key, value]): Field => [5, record([1, key], [2, value])]),
  );
}

/** A sorted string table with one block, and checksums that hold. */
export function tableOf(entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const data = block([...entries]);
  const empty = block([]);
  const handle = (offset: number, size: number) => joined([varint(offset), varint(size)]);
  const dataHandle = handle(0, data.length - TRAILER_BYTES);
  const index = block([['~', dataHandle]]);
  const metaHandle = handle(data.length, empty.length - TRAILER_BYTES);
  const indexHandle = handle(data.length + empty.length, index.length - TRAILER_BYTES);
  const handles = joined([metaHandle, indexHandle]);
  const magic = Uint8Array.of(0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb);
  return joined([data, empty, index, handles, new Uint8Array(40 - handles.length), magic]);
}

const TRAILER_BYTES = 5;

function block(pairs: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const entries = pairs.map(([key, value]) => {
    const name = utf8.encode(key);
    return joined([varint(0), varint(name.length), varint(value.length), name, value]);
  });
  const restarts = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0);
  const checked = joined([...entries, restarts, Uint8Array.of(0)]);
  return joined([checked, littleEndian(maskedCrc32c(checked))]);
}

export function littleEndian(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}
