// What is wider than its column scrolls inside its own box; the keyboard must reach such a box, and only such a box.
const boxes = "div.math > .katex-display, pre, .pst-scrollable-table-container, .cell_output > .output";
function reach() {
  for (const box of document.querySelectorAll(boxes)) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", reach);
addEventListener("resize", reach);
document.fonts?.ready.then(reach);
