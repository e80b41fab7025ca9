// Brings the explorers of a page to life (lessonlib/explorer writes them): no dependencies, no kernel.
"use strict";
for (const figure of document.querySelectorAll("figure.explorer")) {
  const { labels, frames, failed: sorry } = JSON.parse(figure.querySelector("script").textContent);
  const image = figure.querySelector("img"), text = figure.querySelector("figcaption span");
  const controls = [...figure.querySelectorAll("input, select")], first = controls.map((c) => c.value);
  const sizes = controls.map((c) => labels[c.id].length);
  const here = () => controls.map((c) => Number(c.value));
  const index = (at) => at.reduce((sum, i, k) => sum * sizes[k] + i, 0); // frames are in row-major order
  const idle = window.requestIdleCallback || setTimeout;
  const loads = new Map(); // source -> promise of its Image, which keeps it in memory
  let wanted;

  function load(source) {
    if (!loads.has(source)) {
      loads.set(source, new Promise((resolve, reject) => {
        const picture = new Image();
        picture.onload = () => resolve(picture);
        picture.onerror = () => reject(loads.delete(source)); // so that the next visit tries again
        picture.src = source;
      }));
    }
    return loads.get(source);
  }

  function describe() {
    for (const c of controls) {
      if (c.type !== "range") continue;
      c.previousElementSibling.textContent = labels[c.id][c.value]; // the <output>
      c.setAttribute("aria-valuetext", labels[c.id][c.value]);
      c.style.setProperty("--at", c.value);
    }
    [wanted, image.alt] = frames[index(here())];
    text.textContent = image.alt;
    return wanted;
  }

  const failed = () => { text.textContent = `${image.alt} (${sorry})`; };

  function show() { // the old picture stays until the new one is there; the latest setting wins
    const source = describe();
    load(source).then(() => source === wanted && image.setAttribute("src", source), () => source === wanted && failed());
  }

  function remember() {
    const address = new URL(location.href), query = address.searchParams;
    controls.forEach((c, k) => c.value === first[k] ? query.delete(c.id) : query.set(c.id, labels[c.id][c.value]));
    try { history.replaceState(history.state, "", address); } catch { /* not allowed in a page opened from a folder */ }
  }

  const tried = new Set();
  function preload() { // the nearest frame that nobody asked for yet, then the next one
    const far = (n) => controls.reduceRight((sum, c, k) => {
      const distance = Math.abs(n % sizes[k] - c.value);
      n = Math.floor(n / sizes[k]);
      return sum + distance;
    }, 0);
    const rest = [...frames.keys()].filter((n) => !tried.has(frames[n][0])).sort((a, b) => far(a) - far(b));
    if (!rest.length) return;
    const source = frames[rest[0]][0];
    tried.add(source);
    load(source).catch(() => {}).then(() => idle(preload));
  }

  figure.addEventListener("input", () => { show(); remember(); });
  figure.querySelector("button").addEventListener("click", () => {
    controls.forEach((c, k) => { c.value = first[k]; });
    show();
    remember();
  });
  image.addEventListener("error", failed);
  image.decoding = "sync"; // a loaded picture is swapped within one frame and never flashes

  const query = new URLSearchParams(location.search);
  for (const c of controls) {
    const at = labels[c.id].indexOf(query.get(c.id));
    if (at >= 0) c.value = at;
  }
  if (image.getAttribute("src") !== describe()) image.setAttribute("src", wanted);
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    for (let i = 0; i < 4; i++) idle(preload); // four at a time
  }, { rootMargin: "200px 0px" }).observe(figure);
  figure.classList.add("live");
}
