/**
 * TensorFlow.js's graph executor, to be imported dynamically: 325 kB that most models do not need. A module of ours in
 * between, since a bundle gives a dynamically imported CommonJS package no named exports (esbuild 0.28, November 2026).
 */
export { deregisterOp, loadGraphModelSync, registerOp } from '@tensorflow/tfjs-converter';
