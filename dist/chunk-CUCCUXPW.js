import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
var e=class extends Error{name="FormatError"},r=class extends e{name="LimitError"};export{e as a,r as b};
