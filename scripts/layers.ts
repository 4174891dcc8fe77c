/**
 * Measures every layer against Keras, on both engines, and writes docs/layers.md: `npm run layers`. Takes about a minute, and
 * the package that `.ci/native` builds, named in FIVEFOLD_TFJS_NODE; without it, nothing is written.
 */
import { writeFileSync } from 'node:fs';
import { measureCorpus } from './layers/measure.ts';
import { renderLayers } from './layers/render.ts';

const measured = await measureCorpus({ tfjsNode: process.env.FIVEFOLD_TFJS_NODE });
writeFileSync(new URL('../docs/layers.md', import.meta.url), renderLayers(measured));
