import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

export const H5WASM_BINARY = 'h5wasm.wasm';

/** h5wasm carries its WebAssembly as a string literal, one character a byte: `o[i] = ~c >> 8 & c`. */
const EMBEDDED = /binaryDecode\(('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)/s;

/**
 * Move h5wasm's binary out of its source into a file beside the bundle: as text it would be over five megabytes, and
 * slower to load.
 *
 * @param emit receives the binary, once for each build
 */
export function h5wasmPlugin(emit: (binary: Uint8Array) => Promise<void>): Plugin {
  return {
    name: 'h5wasm',
    setup(build) {
      build.onLoad({ filter: /h5wasm\/dist\/esm\/hdf5_util\.js$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const literal = EMBEDDED.exec(source)?.[1];
        if (literal === undefined)
          throw new Error('h5wasm no longer embeds its binary as this plugin expects');
        await emit(decode(literal));
        const read = `(await import('node:fs')).readFileSync(new URL('./${H5WASM_BINARY}', import.meta.url))`;
        return {
          contents: `const h5wasmBinary = ${read};\n${source.replace(EMBEDDED, () => 'h5wasmBinary')}`,
          loader: 'js',
        };
      });
    },
  };
}

/** The literal is JavaScript of an installed, locked dependency: evaluating it is no more than importing it. */
function decode(literal: string): Uint8Array {
  const text: unknown = new Function(`return ${literal}`)();
  return Uint8Array.from(String(text), (character) => {
    const code = character.charCodeAt(0);
    return (~code >> 8) & code;
  });
}
