import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
import{a,b}from"./chunk-JWN5JMCB.js";import"./chunk-VHT2GBBU.js";import"./chunk-YKHVPRUE.js";import"./chunk-CCJZKZ7N.js";import"./chunk-H2Y3IA5E.js";export{b as examTokens,a as predictRows};
