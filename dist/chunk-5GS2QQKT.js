import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
import{a,b}from"./chunk-AVAGBYQW.js";import"./chunk-HG3Z6RJ6.js";import"./chunk-BWKN3NCY.js";import"./chunk-CCJZKZ7N.js";import"./chunk-H2Y3IA5E.js";export{b as examTokens,a as predictRows};
