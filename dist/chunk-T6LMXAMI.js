import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
var e;function r(n){e=n}function t(){return e}export{r as a,t as b};
