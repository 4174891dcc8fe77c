import { unzipSync, zipSync } from 'fflate';
import * as h5wasm from 'h5wasm';
import type { ModelFiles } from '../../../src/domain/submission.ts';
import type { Json } from '../../../src/model/config/json.ts';
import { type DrawInteger, mutateBytes } from './bytes.ts';
import { mutateJson } from './json.ts';

/** A damaged copy of a model, with what was done to it. */
export interface Mutant {
  readonly model: ModelFiles;
  readonly what: string;
}

/** One mutation, on the bytes of a file or on the values inside it, where byte by byte few mutants would get to. */
export async function mutate(model: ModelFiles, draw: DrawInteger): Promise<Mutant> {
  const names = [...model.files.keys()];
  const name = names[draw(names.length)] ?? '';
  const bytes = model.files.get(name) ?? new Uint8Array();
  const { bytes: changed, what } = await (draw(3) === 0
    ? mutateBytes(bytes, draw)
    : mutateInside(model, name, draw));
  return { model: { ...model, files: new Map([...model.files, [name, changed]]) }, what: `${name}: ${what}` };
}

interface Changed {
  readonly bytes: Uint8Array;
  readonly what: string;
}

async function mutateInside(
  { format, files }: ModelFiles,
  name: string,
  draw: DrawInteger,
): Promise<Changed> {
  const bytes = files.get(name) ?? new Uint8Array();
  if (name.endsWith('.json')) return mutateJsonFile(bytes, draw);
  if (format === 'keras') return mutateArchive(bytes, draw);
  if (format === 'h5') return mutateConfigAttribute(bytes, draw);
  return mutateBytes(bytes, draw);
}

function mutateJsonFile(bytes: Uint8Array, draw: DrawInteger): Changed {
  const { text, what } = mutateJson(JSON.parse(new TextDecoder().decode(bytes)) as Json, draw);
  return { bytes: new TextEncoder().encode(text), what };
}

/** A member of a `.keras` archive, in an archive that is itself healthy. */
function mutateArchive(archive: Uint8Array, draw: DrawInteger): Changed {
  const members = unzipSync(archive);
  const names = Object.keys(members);
  const name = names[draw(names.length)] ?? '';
  const bytes = members[name] ?? new Uint8Array();
  const change = name.endsWith('.json') && draw(4) > 0 ? mutateJsonFile : mutateBytes;
  const { bytes: changed, what } = change(bytes, draw);
  return { bytes: zipSync({ ...members, [name]: changed }, { level: 0 }), what: `${name}: ${what}` };
}

/** The config in a healthy HDF5 file, rewritten by libhdf5. */
async function mutateConfigAttribute(bytes: Uint8Array, draw: DrawInteger): Promise<Changed> {
  const { FS } = await h5wasm.ready;
  const path = '/mutant.h5';
  FS.writeFile(path, bytes);
  const file = new h5wasm.File(path, 'a');
  const config = JSON.parse(String(file.attrs.model_config?.value)) as Json;
  const { text, what } = mutateJson(config, draw);
  file.delete_attribute('model_config');
  file.create_attribute('model_config', text);
  file.close();
  const changed = Uint8Array.from(FS.readFile(path));
  FS.unlink(path);
  return { bytes: changed, what: `model_config: ${what}` };
}
