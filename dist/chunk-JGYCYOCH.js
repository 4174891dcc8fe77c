import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
import{a}from"./chunk-NYB2XE7S.js";import"./chunk-H2Y3IA5E.js";export default a();
