import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
import{a,b}from"./chunk-M3ZH6QPV.js";import"./chunk-RVTXTXXZ.js";import"./chunk-2SJXL6XZ.js";import"./chunk-CCJZKZ7N.js";import"./chunk-H2Y3IA5E.js";export{b as examTokens,a as predictRows};
