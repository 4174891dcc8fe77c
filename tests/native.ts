/**
 * With FIVEFOLD_ENGINE=native, whatever a test file loads runs on TensorFlow itself: the second opinion on what
 * "equal to Keras" is. FIVEFOLD_TFJS_NODE names what `.ci/native` has built.
 */
import { startEngine } from '../src/model/index.ts';

await startEngine('native', { tfjsNode: process.env.FIVEFOLD_TFJS_NODE });
