/** One column on a phone, several on a desk; light, dark and paper. Contrast of text is 4.5 : 1 or more in both. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #8c959f; --edge: #d1d9e0;
  --accent: #0969da; --sample: #1a7f37; --wash: #f6f8fa }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --quiet: #9198a1; --line: #656c76;
  --edge: #3d444d; --accent: #4493f8; --sample: #3fb950; --wash: #151b23 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 74rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; border-top: 1px solid var(--edge); padding-top: 1.25rem }
p { margin: .5rem 0; max-width: 46rem }
.quiet { color: var(--quiet) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { text-align: start; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--edge); vertical-align: top }
th { font-weight: 600 }
.pips { color: var(--accent); letter-spacing: .1em; white-space: nowrap }
.note { background: var(--wash); border-inline-start: 4px solid var(--accent); padding: .5rem .8rem; margin: .6rem 0; max-width: 46rem }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem 1.5rem; align-items: start }
figure { margin: .5rem 0; min-width: 0 }
figcaption { font-size: .85rem; color: var(--quiet) }
svg { display: block; width: 100%; max-width: 26rem; height: auto; font-family: system-ui, sans-serif; font-size: 11px; overflow: visible }
.outline { margin-top: 1rem }
.outline svg { width: auto; max-width: none; height: auto }
.outline summary { font-size: .85rem; color: var(--quiet); cursor: pointer }
.outline li { font-size: .85rem }
code { font-size: .85em; word-break: break-all }
@media print { :root { --paper: #fff; --ink: #000; --quiet: #444; --accent: #0550ae } body { max-width: none; padding: 0 }
  .outline svg { max-width: 100% } figure:not(.outline), svg, h2, tr { break-inside: avoid } h2 { break-after: avoid } }
`;
