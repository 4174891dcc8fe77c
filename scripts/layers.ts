/** Measures every layer against Keras and writes docs/layers.md: `npm run layers`. Takes about half a minute. */
import { writeFileSync } from 'node:fs';
import { measureCorpus } from './layers/measure.ts';
import { renderLayers } from './layers/render.ts';

writeFileSync(new URL('../docs/layers.md', import.meta.url), renderLayers(await measureCorpus()));
