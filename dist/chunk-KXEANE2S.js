import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;
import{a as M,b as y,e as S,g as P,i as C,m as E,o as b,p as d,q as w,r as O}from"./chunk-M4BD3IBK.js";import{j as I,k as T,l as A,m as N}from"./chunk-JT24H3JA.js";import"./chunk-X2GBSSXD.js";import{a as v,d as c}from"./chunk-AWXCP2HS.js";import"./chunk-2EYK3CYB.js";import"./chunk-4POUNOR7.js";import"./chunk-X5PDCLMH.js";import"./chunk-H2Y3IA5E.js";import{createHash as Q}from"node:crypto";function Y(t,o,n){return o.map((r,e)=>{let s=t.map(i=>i[e]??0),a=t.map(i=>i.reduce((p,m,u)=>p+(u===e?0:m*(o[u]??0)),0)),l=z(s,a);return{difficulty:$(s)/n,...l!==void 0&&{discrimination:l}}})}function z(t,o){let[n,r]=[$(t),$(o)],e=i=>t.reduce((p,m,u)=>p+i(u),0),s=i=>(t[i]??0)-n,a=i=>(o[i]??0)-r,l=Math.sqrt(e(i=>s(i)**2)*e(i=>a(i)**2));if(!(l<Number.EPSILON*t.length))return Math.max(-1,Math.min(1,e(i=>s(i)*a(i))/l))}function $(t){return t.reduce((o,n)=>o+n,0)/Math.max(1,t.length)}function D(t){return t<0?"strong people do worse: look at the task":t<.2?"hardly tells strong from weak":t<.4?"tells strong from weak":"tells strong from weak well"}function L(t){let o=t.flatMap(({standing:s})=>{let a=s?.stages.map(({at:l,percent:i})=>({time:Date.parse(l),percent:i}))??[];return a.length>0?[a]:[]}),n=o.flat().map(({time:s})=>s),r=n.reduce((s,a)=>Math.min(s,a),Number.POSITIVE_INFINITY),e=n.reduce((s,a)=>Math.max(s,a),Number.NEGATIVE_INFINITY);return e>r?Array.from({length:40},(s,a)=>{let l=r+(e-r)*a/39,p=o.flatMap(h=>h.findLast(g=>g.time<=l)?.percent??[]).sort((h,g)=>h-g),[m,u,H]=[.25,.5,.75].map(h=>V(p,h));return{at:new Date(l),people:p.length,low:m??0,median:u??0,high:H??0}}):[]}function V(t,o){let n=o*(t.length-1),[r,e]=[t[Math.floor(n)]??0,t[Math.ceil(n)]??0];return r+(e-r)*(n-Math.floor(n))}function _({people:t,exam:{tasks:o}}){let[n,r]=[["name","login","section","percent","state"],["submissions","id"]],e=s=>d`<th scope="col">${s}</th>`;return d`<section><h2>People</h2>
<p id="tools" hidden><label for="search">Search</label> <input id="search" type="search" autocomplete="off"> <span id="found" role="status">${t.length} of ${t.length}</span></p>
<div class="scroll" tabindex="0" role="region" aria-label="People"><table id="people">
<thead><tr>${n.map(e)}${o.map(({title:s})=>e(c(s)))}${r.map(e)}</tr></thead>
<tbody>${t.map(s=>X(s,o.length))}</tbody></table></div></section>`}function X(t,o){let{name:n,login:r,id:e,section:s,address:a,standing:l}=t,i=Array.from({length:o},(p,m)=>l?.scores[m]);return d`<tr><th scope="row">${c(n)}</th><td><a href="${a}">${c(r)}</a></td><td>${s===void 0?"":c(s)}</td><td class="number">${l?.percent}</td><td class="state">${U(t)}</td>${i.map(p=>d`<td class="number">${p===null?"open":p}</td>`)}<td class="number">${l?.submissions}</td><td>${c(e)}</td></tr>`}var G={passed:"passed","not-passed":"not passed",undecided:"open"};function U({standing:t,stuck:o}){let n=t?G[t.verdict]:"nothing graded",r=t?.daysLate??0,e=r>0?[`late by ${r} ${r===1?"day":"days"}`]:[];return[n,...e,...o===void 0?[]:[`stuck: ${c(o)}`]].join(", ")}function R(t,o){let n=Array.from({length:6},(r,e)=>({score:e,people:o.filter(s=>s===e).length}));return{title:c(t),description:n.map(({score:r,people:e})=>`Score ${r}: ${e}.`).join(" "),options:{height:180,x:{label:"score",tickSize:0},y:{label:"people",ticks:4,domain:[0,Math.max(1,...n.map(({people:r})=>r))]},marks:[C(n,{x:"score",y:"people",fill:"var(--accent)",fillOpacity:.5,title:({score:r,people:e})=>`score ${r}: ${e}`}),y([0])]}}}var f=10;function q(t,o){let n=Array.from({length:100/f},(r,e)=>{let s=e*f,a=s+f===100,l=t.filter(i=>i>=s&&(i<s+f||a));return{from:s,to:s+f,people:l.length}});return{title:`Percent of everybody; the line is what it takes to pass, ${o}`,description:n.map(({from:r,to:e,people:s})=>`${r} to ${e}: ${s}.`).join(" "),options:{height:180,x:{label:"percent",domain:[0,100],ticks:5},y:{label:"people",ticks:4,domain:[0,Math.max(1,...n.map(({people:r})=>r))]},marks:[S(n,{x1:"from",x2:"to",y:"people",fill:"var(--accent)",fillOpacity:.5,title:({from:r,to:e,people:s})=>`${r} to ${e}: ${s}`}),M([o],{stroke:"currentColor",strokeDasharray:"4 3"}),y([0])]}}}function F(t){let[o,n]=[t[0],t.at(-1)],r=e=>e?`${B(e.at)}: ${e.people} people, median ${Math.round(e.median)} percent.`:"";return{title:"Percent over time: the median, and the middle half of those who had submitted",description:`${r(o)} ${r(n)}`,options:{height:200,x:{type:"utc",label:null,ticks:4,tickFormat:e=>B(e).slice(5)},y:{domain:[0,100],label:"percent",ticks:5},marks:[P(t,{x:"at",y1:"low",y2:"high",fill:"var(--accent)",fillOpacity:.2}),E(t,{x:"at",y:"median",stroke:"var(--accent)",strokeWidth:2}),y([0])]}}}function B(t){return t.toISOString().slice(0,10)}var x=`
'use strict';
{
const table = document.getElementById('people');
const search = document.getElementById('search');
const status = document.getElementById('found');
const rows = [...table.tBodies[0].rows];
const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
document.getElementById('tools').hidden = false;
search.addEventListener('input', () => {
  const wanted = search.value.toLowerCase().split(/\\s+/);
  for (const row of rows) row.hidden = !wanted.every((word) => words.get(row).includes(word));
  status.textContent = rows.filter((row) => !row.hidden).length + ' of ' + rows.length;
});
[...table.tHead.rows[0].cells].forEach((head, column) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => {
    const falling = head.getAttribute('aria-sort') === 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
    const key = (row) => row.cells[column].textContent;
    const sorted = rows.toSorted((a, b) => collator.compare(key(a), key(b)));
    table.tBodies[0].append(...(falling ? sorted.reverse() : sorted));
  });
});
}
`;function J(t,o,{classroom:n,serverUrl:r}){let{login:e,name:s,id:a,section:l}=t,{owner:i,name:p}=o?.place?.repository??I(n,t),m=o&&K(o,T(n,t));return{login:o?.login??e,name:s,id:a,...l!==void 0&&{section:l},address:`${r}/${i}/${p}`,...m&&{standing:m},...o?.stuck&&{stuck:o.stuck.problem.message}}}function K(t,o){let n=N(t,o);if(!(!t.card||!n))return{scores:t.card.tasks.map(v),submissions:t.attempts.length,stages:A(t),...n}}var j=`${O}
.number { text-align: end; font-variant-numeric: tabular-nums }
th button { all: unset; cursor: pointer; font: inherit }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
th[aria-sort] button::after { content: ' \u2191' } th[aria-sort='descending'] button::after { content: ' \u2193' }
#search { font: inherit; color: inherit; background: var(--wash); border: 1px solid var(--line); padding: .25rem .5rem; max-width: 100% }
#people { font-size: .9rem } #people td, #people th { white-space: nowrap } #people .state { white-space: normal; min-width: 8rem }
a { color: var(--accent) }
@media print { #tools { display: none } .scroll { overflow: visible } #people { font-size: .6rem } #people td, #people th { white-space: normal } }
`;function Ot(t,{names:o}){let n=`${c(t.exam.title)}: the cohort`;return d`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Z(o)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${n}</title>
<style>${new b(j)}</style>
</head>
<body>
<main>
<p class="quiet">${c(t.exam.title)}</p>
<h1>${tt(t)}</h1>
<p class="quiet">As of ${t.at.slice(0,16).replace("T"," ")} UTC.</p>
${et(t)}
${ot(t)}
${t.copies&&nt(t.copies,o)}
${o&&t.people.length>0?_(t):void 0}
</main>
${o&&t.people.length>0?d`<script>${new b(x)}</script>`:void 0}
</body>
</html>
`.text}function Z(t){let o=e=>`'sha256-${Q("sha256").update(e).digest("base64")}'`,n=t?[`script-src ${o(x)}`]:[];return[...["default-src 'none'",`style-src ${o(j)}`,...n],"base-uri 'none'","form-action 'none'"].join("; ")}function tt({people:t}){let o=t.filter(({standing:e})=>e).length,n=t.filter(({standing:e})=>e?.verdict==="passed").length,r=e=>e.toLocaleString("en-GB");return`${r(o)} of ${r(t.length)} have submitted, ${r(n)} have passed`}function et({people:t,exam:o}){let n=t.flatMap(({standing:a})=>a??[]),r=L(t),e=[q(n.map(({percent:a})=>a),o.passPercent),...r.length>0?[F(r)]:[]],s=o.tasks.map(({title:a},l)=>R(a,n.map(({scores:i})=>i[l]??null)));return d`<div class="charts">${e.map(w)}</div>
<section><h2>Scores in each task</h2><p>Of those who submitted anything; a task that they left out is a 0.</p>
<div class="charts">${s.map(w)}</div></section>`}function ot({people:t,exam:{tasks:o}}){let n=t.flatMap(({standing:s})=>{let a=s?.scores.filter(l=>l!==null);return a?.length===o.length?[a]:[]}),r=o.map(({weight:s})=>s),e=n.length<10?[]:Y(n,r,5);return e.length===0?d`<section><h2>The tasks themselves</h2><p>How hard they are, and whether they tell strong from weak, can be said when ${10} people have submitted.</p></section>`:d`<section><h2>The tasks themselves</h2>
<p>Difficulty is the mean share of the points: high is easy. Discrimination is the correlation of a task's score with the weighted sum of all others (classical test theory; Henrysson 1963). From ${n.length} people.</p>
<div class="scroll" tabindex="0" role="region" aria-label="The tasks themselves"><table>
<thead><tr><th scope="col">task</th><th scope="col">difficulty</th><th scope="col">discrimination</th><th scope="col">it</th></tr></thead>
<tbody>${e.map(({difficulty:s,discrimination:a},l)=>d`<tr><th scope="row">${c(o[l]?.title??"")}</th><td class="number">${s.toFixed(2)}</td><td class="number">${a?.toFixed(2)??"\u2013"}</td><td>${a===void 0?"is the same for everybody":D(a)}</td></tr>`)}</tbody></table></div></section>`}function nt(t,o){let n=t.map(({task:e,what:s,people:a})=>d`<tr><td>${c(e)}</td><td>${c(s)}</td><td>${o?a.map(l=>c(l)).join(", "):`${a.length} people`}</td></tr>`),r=d`<div class="scroll" tabindex="0" role="region" aria-label="Copies"><table>
<thead><tr><th scope="col">task</th><th scope="col">what is equal</th><th scope="col">whose</th></tr></thead><tbody>${n}</tbody></table></div>`;return d`<section><h2>Copies</h2><p>A finding is a reason to ask, not a verdict (docs/copies.md).</p>
${t.length>0?r:d`<p>No two people submitted the same weights.</p>`}</section>`}export{J as personOf,Ot as renderCohortPage};
