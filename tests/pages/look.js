// Runs in the page itself, so it is no TypeScript: what a person would see at a glance.
// biome-ignore-all lint/correctness/noUnusedVariables: the test calls them by name

/** Elements that reach beyond the page's edge, unless they scroll by themselves. */
function overflowing() {
  return [...document.querySelectorAll('main *')]
    .filter((element) => !element.closest('.scroll'))
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
    .map((element) => `${element.tagName.toLowerCase()}: ${element.textContent.slice(0, 40)}`);
}

/** Words in a picture that lie on other words of it. */
function overlapping() {
  return [...document.querySelectorAll('svg')].flatMap((svg) => {
    const words = [...svg.querySelectorAll('text')].map((text) => [
      text.textContent,
      text.getBoundingClientRect(),
    ]);
    return words.flatMap(([text, box], i) =>
      words
        .slice(i + 1)
        .filter(([, other]) => meet(box, other))
        .map(([other]) => `${text} on ${other}`),
    );
  });
}

/** A box of text is higher than its letters. */
function meet(a, b) {
  return a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 3 && b.bottom > a.top + 3;
}

/** Rules of axe that the page breaks. */
async function brokenRules() {
  const { violations } = await axe.run();
  return violations.map(({ id }) => id);
}
