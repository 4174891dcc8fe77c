import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
import{a as b,b as c}from"./chunk-4XNXQ2P2.js";import"./chunk-FZUS4PAR.js";import{f as a}from"./chunk-VHT2GBBU.js";import"./chunk-YKHVPRUE.js";import"./chunk-CCJZKZ7N.js";import"./chunk-H2Y3IA5E.js";export{b as describeModel,c as loadModel,a as startEngine};
