import { Reader, WIRE } from './reader.ts';

/**
 * Protocol Buffers as data: `message({ name: [1, string], … })` describes a message, {@link decode} reads it. Unknown
 * fields are skipped, absent ones have their type's empty value. Source: protobuf.dev/programming-guides/encoding
 */
export interface Type<T> {
  empty(): T;
  /** One occurrence of the field; `before` is what earlier occurrences left. */
  read(reader: Reader, wire: number, before: T): T;
}

export interface Message<T> extends Type<T> {
  fields(reader: Reader): T;
}

type Fields = Readonly<Record<string, readonly [number: number, type: Type<unknown>]>>;
type Read<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K][1]['empty']> };
export type MessageOf<T extends Type<unknown>> = ReturnType<T['empty']>;

/** @throws {FivefoldError} model/damaged, model/too-large */
export function decode<T>(type: Message<T>, bytes: Uint8Array, what: string): T {
  return type.fields(new Reader(bytes, what));
}

export function message<const F extends Fields>(fields: F): Message<Read<F>> {
  const entries = Object.entries(fields).map(([name, [number, type]]) => ({ name, number, type }));
  const byNumber = new Map(entries.map((entry) => [entry.number, entry]));
  const empty = () => Object.fromEntries(entries.map(({ name, type }) => [name, type.empty()])) as Read<F>;
  const read = (reader: Reader): Read<F> => {
    const found: Record<string, unknown> = empty();
    while (!reader.done) {
      const tag = reader.varint();
      const entry = byNumber.get(Math.floor(tag / 8));
      if (entry) found[entry.name] = entry.type.read(reader, tag & 7, found[entry.name]);
      else reader.skip(tag & 7);
    }
    return found as Read<F>;
  };
  return {
    empty,
    fields: read,
    read: (reader, wire) => {
      reader.expect(wire, WIRE.bytes);
      return read(reader.enter());
    },
  };
}

/** A message that may be absent, or that contains itself. */
export function optional<T>(type: () => Type<T>): Type<T | undefined> {
  return {
    empty: () => undefined,
    read: (reader, wire) => type().read(reader, wire, type().empty()),
  };
}

/** Repeated; lists grow in place. Numbers may come one by one or packed. */
export function list<T>(type: Type<T> | Scalar<T>): Type<readonly T[]> {
  return {
    empty: () => [],
    read: (reader, wire, before) => {
      const items = before as T[];
      if (!('packed' in type) || wire !== WIRE.bytes) items.push(type.read(reader, wire, type.empty()));
      else {
        const packed = reader.enter();
        while (!packed.done) items.push(type.read(packed, type.packed, type.empty()));
      }
      return items;
    },
  };
}

export function map<T>(type: Type<T>): Type<ReadonlyMap<string, T>> {
  const entry = message({ key: [1, string], value: [2, type] } as const);
  return {
    empty: () => new Map(),
    read: (reader, wire, before) => {
      const { key, value } = entry.read(reader, wire, entry.empty()) as { key: string; value: T };
      return (before as Map<string, T>).set(key, value);
    },
  };
}

interface Scalar<T> extends Type<T> {
  /** The encoding of one item inside a packed list. */
  readonly packed: number;
}

function scalar<T>(wire: number, zero: T, take: (reader: Reader) => T): Scalar<T> {
  return {
    packed: wire,
    empty: () => zero,
    read: (reader, actual) => {
      reader.expect(actual, wire);
      return take(reader);
    },
  };
}

/** int32, int64 and enums. */
export const int = scalar(WIRE.varint, 0, (reader) => reader.varint());
export const bool = scalar(WIRE.varint, false, (reader) => reader.varint() !== 0);
export const float = scalar(WIRE.fixed32, 0, (reader) => reader.view(4).getFloat32(0, true));
export const fixed32 = scalar(WIRE.fixed32, 0, (reader) => reader.view(4).getUint32(0, true));
export const double = scalar(WIRE.fixed64, 0, (reader) => reader.view(8).getFloat64(0, true));

const EMPTY = new Uint8Array();
const utf8 = new TextDecoder();

/** A view of the file, not a copy. */
export const bytes: Type<Uint8Array> = {
  empty: () => EMPTY,
  read: (reader, wire) => {
    reader.expect(wire, WIRE.bytes);
    return reader.take(reader.length());
  },
};

export const string: Type<string> = {
  empty: () => '',
  read: (reader, wire) => utf8.decode(bytes.read(reader, wire, EMPTY)),
};
