import { bsd2, bsd3, mit, zlib } from './texts.ts';

/** A library that was compiled into a package's WebAssembly, where no package manager sees it. */
export interface CompiledIn {
  readonly name: string;
  /** SPDX. */
  readonly license: string;
  readonly source: string;
  /** What has to come with copies of the binary; nothing where the licence says so. */
  readonly notice: string;
}

/** What Emscripten links into every binary. The LLVM exception asks for no notice where code is embedded by a compiler. */
const RUNTIME: readonly CompiledIn[] = [
  {
    name: 'emscripten',
    license: 'MIT',
    source: 'https://github.com/emscripten-core/emscripten',
    notice: mit('Copyright (c) 2010-2014 Emscripten authors, see AUTHORS file.'),
  },
  {
    name: 'musl',
    license: 'MIT',
    source: 'https://musl.libc.org',
    notice: mit('Copyright (c) 2005-2020 Rich Felker, et al.'),
  },
  {
    name: 'compiler-rt, libc++',
    license: 'Apache-2.0 WITH LLVM-exception',
    source: 'https://github.com/llvm/llvm-project',
    notice: '',
  },
];

/** By package: read out of the binaries' own strings and their build files. A test notices when a binary says otherwise. */
export const COMPILED_IN: Readonly<Record<string, readonly CompiledIn[]>> = {
  '@tensorflow/tfjs-backend-wasm': [
    {
      name: 'XNNPACK',
      license: 'BSD-3-Clause',
      source: 'https://github.com/google/XNNPACK',
      notice: bsd3(
        'Copyright (c) Facebook, Inc. and its affiliates. All rights reserved.\nCopyright 2019 Google LLC',
        'Facebook',
      ),
    },
    {
      name: 'pthreadpool, cpuinfo',
      license: 'BSD-2-Clause',
      source: 'https://github.com/google/pthreadpool, https://github.com/pytorch/cpuinfo',
      notice: bsd2(
        'Copyright 2019 Google LLC\nCopyright (c) 2017-2018 Facebook Inc.\nCopyright (C) 2012-2017 Georgia Institute of Technology\nCopyright (C) 2010-2012 Marat Dukhan',
      ),
    },
    ...RUNTIME,
  ],
  h5wasm: [
    {
      name: 'HDF5',
      license: 'BSD-3-Clause',
      source: 'https://github.com/HDFGroup/hdf5',
      notice: 'Its terms are part of the licence of h5wasm, above.',
    },
    {
      name: 'zlib',
      license: 'Zlib',
      source: 'https://github.com/madler/zlib',
      notice: zlib('(C) 1995-2024 Jean-loup Gailly and Mark Adler'),
    },
    {
      name: 'libaec',
      license: 'BSD-2-Clause',
      source: 'https://github.com/MathisRosenhauer/libaec',
      notice: bsd2(
        'Copyright 2023 Mathis Rosenhauer, Moritz Hanke, Joerg Behrens, Luis Kornblueh\nAll rights reserved.',
      ),
    },
    ...RUNTIME,
  ],
};
