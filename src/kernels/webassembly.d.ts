/**
 * The part of WebAssembly's JavaScript interface that is used here: @types/node declares only what Node itself mentions, and the
 * DOM's library would declare a browser.
 */
declare namespace WebAssembly {
  interface MemoryDescriptor {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }

  class Memory {
    constructor(descriptor: MemoryDescriptor);
    readonly buffer: SharedArrayBuffer;
    /** Answers with the pages (of 64 KiB) that there were before; throws where there is no room. */
    grow(pages: number): number;
  }

  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }

  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): readonly Readonly<Record<'module' | 'name' | 'kind', string>>[];
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
