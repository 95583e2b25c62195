// The text of the file in large type, in lines as wide as the window, for whom
// the printed page is too small.
import { paragraphs } from "./paragraphs.js";
import { reveal, scrollTo, whereIn } from "./scroll.js";

export function textView(box, file, place) {
  let hits = new Map();
  let closed = false;
  const sections = [];
  const filled = []; // what waits for each page
  for (let n = 1; n <= file.pages; n++) {
    const element = document.createElement("section");
    element.className = "text-page";
    element.setAttribute("aria-label", `Trang ${n}`);
    sections.push(element);
  }
  box.classList.add("reader-text");
  box.replaceChildren(...sections);
  measure();
  const all = fillAll();

  // Pages are filled from the first on, so that what is read does not move.
  async function fillAll() {
    for (let n = 1; n <= file.pages && !closed; n++) {
      filled[n] = fill(n);
      await filled[n];
    }
  }

  async function fill(n) {
    const { items } = await file.text(n);
    if (closed) return;
    const head = document.createElement("p");
    head.className = "text-number";
    head.textContent = `Trang ${n}`;
    const lines = paragraphs(items).filter((p) => !isNumber(p, n)).map(paragraph);
    if (lines.length === 0) lines.push(note("Trang này là ảnh chụp, không có chữ để phóng to. Tắt “Chữ to” để xem hình."));
    sections[n - 1].replaceChildren(head, ...lines);
    light(n);
  }

  function paragraph(pieces) {
    const p = document.createElement("p");
    for (const { text, item } of pieces) {
      const span = document.createElement("span");
      if (item >= 0) span.dataset.item = String(item);
      span.textContent = text;
      p.append(span);
    }
    return p;
  }

  // isNumber tells the number of the page, which stands above its text anyway.
  function isNumber(pieces, n) {
    return pieces.map((p) => p.text).join("").trim() === String(n);
  }

  function note(words) {
    const p = document.createElement("p");
    p.className = "text-note";
    p.textContent = words;
    return p;
  }

  function measure() {
    box.style.setProperty("--letters", String(place.letters));
  }

  function light(n) {
    const { items = [], here = null } = hits.get(n) || {};
    for (const span of sections[n - 1].querySelectorAll("[data-item]")) {
      span.classList.toggle("hit", items.includes(Number(span.dataset.item)));
      span.classList.toggle("hit-here", Number(span.dataset.item) === here);
    }
    const found = sections[n - 1].querySelector(".hit-here");
    if (found) reveal(found);
  }

  return {
    async go(n, part = 0) {
      while (!closed && !filled[n]) await Promise.race([all, new Promise((r) => setTimeout(r, 20))]);
      await filled[n];
      if (!closed) scrollTo(sections[n - 1], part);
    },
    place: () => whereIn(sections),
    zoom() {
      const at = whereIn(sections);
      measure();
      scrollTo(sections[at.page - 1], at.part);
    },
    mark(found) {
      hits = found;
      sections.forEach((_, i) => light(i + 1));
    },
    close() {
      closed = true;
      box.classList.remove("reader-text");
      box.replaceChildren();
    },
  };
}
