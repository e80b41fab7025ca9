// What the pages need of scripts, in the place of Bootstrap's and the theme's own (templates/static/webpack-macros.html).
"use strict";
const root = document.documentElement;
const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);

// Light, dark, or as the system says; the choice is kept.
const dark = matchMedia("(prefers-color-scheme: dark)");
function setMode(mode) {
  root.dataset.mode = mode;
  root.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
  localStorage.setItem("mode", mode);
}
dark.addEventListener("change", () => setMode(root.dataset.mode));
const next = { auto: "light", light: "dark", dark: "auto" };
for (const button of all(".theme-switch-button")) button.addEventListener("click", () => setMode(next[root.dataset.mode]));

// The search field over the page.
function toggleSearch() {
  const wrapper = one(".search-button__wrapper");
  if (wrapper.classList.toggle("show")) wrapper.querySelector("input").focus();
}
for (const button of all(".search-button__button, .search-button__overlay")) button.addEventListener("click", toggleSearch);

// Menus, and the side bars behind checkboxes.
function closeMenus(except) {
  for (const button of all(".dropdown-toggle")) {
    const open = button === except && button.ariaExpanded !== "true";
    button.ariaExpanded = open;
    button.nextElementSibling.classList.toggle("show", open);
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest(".dropdown-toggle")));
for (const side of ["primary", "secondary"]) {
  const checkbox = one(`#pst-${side}-sidebar-checkbox`), button = one(`.${side}-toggle`);
  button?.addEventListener("click", () => {
    checkbox.checked = !checkbox.checked;
    if (checkbox.checked) one(`.bd-sidebar-${side} :is(a, button)`)?.focus();
  });
}
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    toggleSearch();
  } else if (event.key === "Escape") {
    closeMenus();
    one(".search-button__wrapper").classList.remove("show");
    for (const checkbox of all("input.sidebar-toggle")) checkbox.checked = false;
  }
});

// What is wider than its column scrolls inside its own box; the keyboard must reach such a box, and only such a box.
// Boxes far from the window have no size yet: they count as wide until they come near. It waits for the next frame, as
// what changes sizes while they are observed is an error, which Firefox tells.
const boxes = "div.math > .katex-display, pre, .bd-article table, .pst-scrollable-table-container, .cell_output > .output";
const observer = new ResizeObserver((entries) => requestAnimationFrame(() => {
  const seen = [...new Set(entries.map(({ target }) => target.closest(boxes)))];
  const narrow = seen.filter((box) => box.scrollWidth <= box.clientWidth + 1); // reads all before it writes
  for (const box of seen) box.tabIndex = 0;
  for (const box of narrow) box.removeAttribute("tabindex");
}));
for (const box of all(boxes)) {
  box.tabIndex = 0;
  observer.observe(box);
  if (box.firstElementChild) observer.observe(box.firstElementChild); // a formula grows when its font arrives
}

// What is folded is open on paper, where nobody can open it.
const folded = () => all("details:not([open])");
let opened = [];
matchMedia("print").addEventListener("change", ({ matches }) => {
  if (matches) opened = folded();
  for (const details of opened) details.open = matches;
});

// Sections that book.css skipped are laid out when they come near; the others later, one at a time, while nothing else
// is to do: then a jump, a search in the page or a picture of the whole page finds all in its place.
const skipped = all(".bd-article > section > section");
const idle = window.requestIdleCallback || setTimeout;
function layOut() {
  const section = skipped.shift();
  if (!section) return;
  section.style.contentVisibility = "visible";
  idle(layOut);
}
// A slow phone still shows its first screen after three seconds.
addEventListener("load", () => setTimeout(layOut, 6000));
// Who comes back to a page, or loads it again, is taken to the place that was read: it must be where it was.
const [arrival] = performance.getEntriesByType("navigation");
if (arrival && arrival.type !== "navigate") for (const section of skipped) section.style.contentVisibility = "visible";
