import type * as Hdf5 from 'h5wasm';
import type { Dataset, Group } from 'h5wasm';
import { FivefoldError } from '../../domain/errors.ts';
import { MAX_GROUP_DEPTH, MAX_RANK } from '../../domain/limits.ts';
import { sizeOf } from '../../domain/tensor.ts';
import { assertHeapsEnd } from './global-heap.ts';
import { fromBfloat16, fromFloat16 } from './half.ts';
import { damaged, type StoredWeight } from './stored.ts';

/** HDF5's classes of types that weights have: integer, float, opaque (bfloat16), enumeration (bool). */
const INTEGER = 0;
const FLOAT = 1;
const OPAQUE = 5;

/** An open file. Everything in it is the candidate's: names, links, sizes. */
export interface Hdf5File {
  readonly root: Hdf5Group;
  close(): void;
}

let opened = 0;

/**
 * Open HDF5 bytes with libhdf5 compiled to WASM, whose file system is memory only: whatever a file refers to outside
 * itself is not there. (`h5wasm/node` would show it the host's files.) Loaded on demand: it takes 190 ms to start.
 *
 * @param what - the file's name, for messages
 * @throws {FivefoldError} model/damaged
 */
export async function openHdf5(bytes: Uint8Array, what: string): Promise<Hdf5File> {
  assertHeapsEnd(bytes, what);
  const library = await import('h5wasm');
  const { FS, activate_throwing_error_handler: throwErrors } = await library.ready;
  // Instead of printing its error stack, which the candidate would fill, the library throws it.
  throwErrors();
  const path = `/model-${opened++}.h5`;
  lend(FS, path, bytes);
  try {
    const file = new library.File(path, 'r');
    const root = new Hdf5Group(file, {
      what,
      fileBytes: bytes.byteLength,
      library,
      found: { paths: new Set(), bytes: 0 },
    });
    const close = () => {
      file.close();
      FS.unlink(path);
    };
    root.assertReadable();
    return { root, close };
  } catch (cause) {
    FS.unlink(path);
    throw asDamaged(cause, what);
  }
}

/** A file whose content is these bytes themselves: they are up to 100 MB, and nobody writes to them. */
function lend(FS: Awaited<typeof Hdf5.ready>['FS'], path: string, bytes: Uint8Array): void {
  const stream = FS.open(path, 'w+');
  FS.write(stream, bytes, 0, bytes.byteLength, 0, true);
  FS.close(stream);
}

interface Origin {
  readonly what: string;
  readonly fileBytes: number;
  readonly library: typeof Hdf5;
  /** Weights that were found, by path: what lies in the file twice over is more than the file. */
  readonly found: { readonly paths: Set<string>; bytes: number };
}

export class Hdf5Group {
  readonly #group: Group;
  readonly #origin: Origin;
  /** Asked once: a search for each of a thousand layers would else list a thousand names each time. */
  #names: ReadonlySet<string> | undefined;

  constructor(group: Group, origin: Origin) {
    this.#group = group;
    this.#origin = origin;
  }

  /** @throws {FivefoldError} model/damaged, when libhdf5 opened something that is no file of its own */
  assertReadable(): void {
    if (this.#group.file_id <= 0n) throw damaged(this.#origin.what, 'is not a readable HDF5 file');
    this.names();
  }

  names(): ReadonlySet<string> {
    this.#names ??= this.#guard(() => new Set(this.#group.keys()));
    return this.#names;
  }

  /** A group inside, by a name or a path. @throws {FivefoldError} model/damaged for links out of the tree */
  group(path: string): Hdf5Group | undefined {
    const entity = this.#find(path);
    return entity instanceof this.#origin.library.Group ? new Hdf5Group(entity, this.#origin) : undefined;
  }

  /** A weight, by a name or a path. @throws {FivefoldError} model/damaged */
  weight(path: string): StoredWeight | undefined {
    const dataset = this.#find(path);
    if (!(dataset instanceof this.#origin.library.Dataset)) return undefined;
    return this.#guard(() => {
      const shape = this.#checkedShape(dataset);
      return { name: path, shape, read: () => this.#guard(() => this.#read(dataset)) };
    });
  }

  /** A text attribute, such as `model_config`. */
  text(name: string): string | undefined {
    const value = this.#attribute(name);
    if (value instanceof Uint8Array) return new TextDecoder().decode(value);
    return typeof value === 'string' ? value : undefined;
  }

  /** A list of texts; long ones were split into `name0`, `name1`, … because attributes end at 64 KiB. */
  texts(name: string): string[] {
    const whole = this.#textList(name);
    if (whole !== undefined) return whole;
    const parts: string[] = [];
    for (let i = 0; ; i++) {
      const part = this.#textList(`${name}${i}`);
      if (part === undefined) return parts;
      parts.push(...part);
    }
  }

  #textList(name: string): string[] | undefined {
    const value = this.#attribute(name);
    if (value === undefined) return undefined;
    // h5wasm answers null or an empty array of numbers for an empty list.
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    return list.filter((item) => typeof item === 'string').map((item) => item.replace(/\0+$/, ''));
  }

  #attribute(name: string): unknown {
    return this.#guard(() => {
      const attribute = this.#group.attrs[name];
      return attribute === undefined ? undefined : attribute.value;
    });
  }

  /** Walks name by name: a path of the candidate's must not leave the tree by `..` or by a link. */
  #find(path: string): Hdf5.Entity | undefined {
    return this.#guard(() => {
      let entity: Hdf5.Entity | undefined = this.#group;
      for (const name of this.#namesIn(path)) {
        if (!(entity instanceof this.#origin.library.Group) || name === '.' || name === '..')
          return undefined;
        if (!this.#holds(entity, name)) return undefined;
        if (isLink(entity, name)) {
          throw damaged(this.#origin.what, `has a link in place of "${path.slice(0, 80)}"`);
        }
        entity = entity.get(name) ?? undefined;
      }
      return entity;
    });
  }

  /** Groups may contain themselves; a path that goes round and round in them never ends. */
  #namesIn(path: string): string[] {
    const names = path.split('/').filter((part) => part !== '');
    if (names.length <= MAX_GROUP_DEPTH) return names;
    const depth = `${names.length} levels deep; the limit is ${MAX_GROUP_DEPTH}`;
    throw damaged(this.#origin.what, `names a weight "${path.slice(0, 80)}", ${depth}`);
  }

  #holds(group: Group, name: string): boolean {
    return group === this.#group ? this.names().has(name) : group.keys().includes(name);
  }

  /** Sizes are compared with the file before anything is allocated: a weight cannot be larger than its file. */
  #checkedShape(dataset: Dataset): number[] {
    const { shape, size, type, virtual_sources: virtual, littleEndian } = dataset.metadata;
    const isOrdered = littleEndian || type === OPAQUE;
    if (shape === null || shape.length > MAX_RANK || virtual !== undefined || !isOrdered) {
      throw damaged(
        this.#origin.what,
        `stores "${dataset.path.slice(0, 80)}" in a form that Keras does not write`,
      );
    }
    this.#claim(dataset.path, sizeOf(shape) * size);
    return [...shape];
  }

  #claim(path: string, bytes: number): void {
    const { what, fileBytes, found } = this.#origin;
    if (bytes > fileBytes) throw damaged(what, `declares "${path.slice(0, 80)}" larger than the whole file`);
    if (found.paths.has(path)) return;
    found.paths.add(path);
    found.bytes += bytes;
    if (found.bytes > fileBytes) throw damaged(what, 'declares more weights than the file has bytes');
  }

  #read(dataset: Dataset): Float32Array {
    const { type, size, shape } = dataset.metadata;
    // h5wasm 0.10 refuses half precision; told that they are integers, it hands over the bits.
    if (type === FLOAT && size === 2) dataset.metadata.type = INTEGER;
    const value: unknown = dataset.value;
    const numbers = ArrayBuffer.isView(value) ? value : [value];
    if (type === OPAQUE && size === 2 && value instanceof Uint8Array) return fromBfloat16(value);
    if (type === FLOAT && size === 2 && ArrayBuffer.isView(value)) {
      return fromFloat16(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    }
    if (numbers instanceof Float32Array) return numbers;
    if (type !== FLOAT && type !== INTEGER) {
      throw damaged(this.#origin.what, `stores "${dataset.path.slice(0, 80)}" in a type that is no number`);
    }
    const widened = Float32Array.from(numbers as ArrayLike<number>, Number);
    if (widened.length !== sizeOf(shape ?? [])) throw damaged(this.#origin.what, 'is cut off');
    return widened;
  }

  #guard<T>(run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw asDamaged(cause, this.#origin.what);
    }
  }
}

/** Soft and external links name their target; hard links, which are the tree itself, do not. */
function isLink(group: Group, name: string): boolean {
  const path = `${group.path === '/' ? '' : group.path}/${name}`;
  return Boolean(group.get_link(path)) || Boolean(group.get_external_link(path)?.filename);
}

function asDamaged(cause: unknown, what: string): FivefoldError {
  return cause instanceof FivefoldError ? cause : damaged(what, 'is not a readable HDF5 file', cause);
}
