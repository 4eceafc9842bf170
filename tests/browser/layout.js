// What is wrong with the page as it is drawn: elements wider than their box, texts that lie on one another.
() => {
  const faults = [];
  const HIDDEN = "option, audio, .visually-hidden, .visually-hidden-focusable:not(:focus)";
  // A closed part and one that is only read aloud are not drawn, nor is anything in them.
  const clipped = new Map();
  const isClipped = (element) => {
    if (!element) return false;
    if (!clipped.has(element)) clipped.set(element, getComputedStyle(element).clipPath !== "none" || isClipped(element.parentElement));
    return clipped.get(element);
  };
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ checkVisibilityCSS: true }) && !isClipped(element);
  };
  const named = (element) => `${element.tagName.toLowerCase()}#${element.id}.${element.className} «${element.textContent.trim().slice(0, 40)}»`;
  const own = new Set(["INPUT", "SELECT", "OPTION", "TEXTAREA", "AUDIO", "SVG", "PATH"]);

  for (const element of document.body.querySelectorAll("*")) {
    if (own.has(element.tagName.toUpperCase()) || !seen(element) || element.clientWidth === 0) continue;
    if (element.scrollWidth > element.clientWidth + 1) faults.push(`wider than its box: ${named(element)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) faults.push("the page scrolls sideways");

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.textContent.trim() || !seen(node.parentElement) || node.parentElement.closest(HIDDEN)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) texts.push({ node, box });
  }
  texts.sort((one, other) => one.box.top - other.box.top);
  texts.forEach((one, place) => {
    for (const other of texts.slice(place + 1)) {
      if (other.box.top >= one.box.bottom) break;
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // Lines of one text stand closer than their letters are high: a third of a line is no overlap.
      if (one.node !== other.node && wide > 1 && high > Math.min(one.box.height, other.box.height) / 3) {
        faults.push(`texts overlap: «${one.node.textContent.trim().slice(0, 30)}» and «${other.node.textContent.trim().slice(0, 30)}»`);
      }
    }
  });
  return faults;
}
