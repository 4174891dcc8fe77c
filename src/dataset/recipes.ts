import type { SourceOptions } from './source.ts';

/** A public data set, where it is published, under which licence, and how it is packed. */
export interface Recipe {
  readonly title: string;
  readonly homepage: string;
  readonly licence: { readonly name: string; readonly url: string };
  /** Whom the licence or good manners ask to name. */
  readonly credit: string;
  readonly download: Download;
  readonly options: Partial<SourceOptions>;
}

/** Addresses name a commit, so that what they serve does not change; the hash tells if it does. */
export type Download =
  | { readonly kind: 'file'; readonly url: string; readonly name: string; readonly sha256: string }
  /**
   * One folder of a zip archive. GitHub does not promise the same bytes twice, so that the hash is of the files: what
   * `find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` prints in the folder.
   */
  | { readonly kind: 'folder'; readonly url: string; readonly name: string; readonly sha256: string };

const GITHUB = 'https://github.com';
const RAW = 'https://raw.githubusercontent.com';
const ZIP = 'https://codeload.github.com';

/** By name. Licences were read in the repositories of the publishers in November 2026. */
export const RECIPES = {
  banking77: {
    title: 'Questions to a bank (BANKING77)',
    homepage: `${GITHUB}/PolyAI-LDN/task-specific-datasets`,
    licence: { name: 'CC-BY-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    credit:
      'Casanueva et al., Efficient Intent Detection with Dual Sentence Encoders, 2020, arXiv:2003.04807',
    download: {
      kind: 'file',
      url: `${RAW}/PolyAI-LDN/task-specific-datasets/57ec275d8078af65b7731c2a98be812d844a6d6b/banking_data/train.csv`,
      name: 'train.csv',
      sha256: 'b06e26ac675513959a63135f11b94ea7786ed02da65db93a5650d8838cbc664b',
    },
    options: { kind: 'texts', text: 'text', targets: ['category'] },
  },
  'seattle-weather': {
    title: 'Highest temperatures of the next three days in Seattle',
    homepage: `${GITHUB}/vega/vega-datasets`,
    licence: { name: 'public domain (U.S. Government)', url: 'https://www.usa.gov/government-works' },
    credit: 'NOAA National Climatic Data Center, by way of vega-datasets',
    download: {
      kind: 'file',
      url: `${RAW}/vega/vega-datasets/cad85578e232704bb0453544742440038038c6a2/data/seattle-weather.csv`,
      name: 'seattle-weather.csv',
      sha256: '0845078a290b48e3149ab8639966824110a251db4e06fc144c06ebb534af23be',
    },
    options: { kind: 'series', targets: ['temp_max'], drop: ['weather'], window: 21, horizon: 3 },
  },
  'sign-language-digits': {
    title: 'Digits in sign language',
    homepage: `${GITHUB}/ardamavi/Sign-Language-Digits-Dataset`,
    licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    credit: 'Students of Turkey Ankara Ayrancı Anadolu High School; Mavi, A., 2020, arXiv:2011.08927',
    download: {
      kind: 'folder',
      url: `${ZIP}/ardamavi/Sign-Language-Digits-Dataset/zip/4b09433ef9d5c60602e8805bb54b8aa2428527f8`,
      name: 'Dataset',
      sha256: '30d0ee3c8599928f6f98281a33826ca56fa9382069785bea8716221a344b606f',
    },
    options: { kind: 'images', shape: [64, 64, 3] },
  },
} as const satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof RECIPES;

/** What candidates read about where the data come from, as licences ask. */
export function sourceNote({ title, homepage, licence, credit }: Recipe): string {
  return [
    `# ${title}`,
    '',
    `- Source: <${homepage}>`,
    `- Licence: [${licence.name}](${licence.url})`,
    `- By: ${credit}`,
    '- Changed: divided into parts, of which this folder holds two; the arrays are in the form that `exam.yml` states.',
    '',
  ].join('\n');
}
