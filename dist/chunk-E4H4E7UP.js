import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
import{a,b,c}from"./chunk-EBGYYMKL.js";import"./chunk-2J7Q3UH2.js";import"./chunk-CCJZKZ7N.js";import"./chunk-H2Y3IA5E.js";export{b as describeModel,c as loadModel,a as startEngine};
