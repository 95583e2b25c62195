// The pages as they are printed: each is drawn when it comes near the frame and
// dropped when it is far, so that a long file stays light on a weak phone. Over
// the picture lies its text, to be selected, found and read aloud.
import { TextLayer } from "pdfjs-dist/legacy/build/pdf.mjs";
import { frame, reveal, scrollTo, whereIn } from "./scroll.js";

const widest = 900; // px of a page at its natural size
const mostDots = 8e6; // of one picture: about 32 MB

export function sheetView(box, file, place) {
  const sheets = [];
  let shape = { width: 595, height: 842 }; // A4 until the first page is known
  let hits = new Map();
  let width = 0;

  for (let n = 1; n <= file.pages; n++) {
    const element = document.createElement("section");
    element.className = "sheet";
    element.setAttribute("aria-label", `Trang ${n}`);
    sheets.push({ n, element, shape: null, drawing: null });
  }
  const elements = sheets.map((s) => s.element);
  box.classList.add("reader-sheets");
  box.replaceChildren(...elements);

  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const sheet = sheets[elements.indexOf(target)];
        if (isIntersecting) draw(sheet);
        else drop(sheet);
      }
    },
    { root: frame, rootMargin: "100% 0px" },
  );

  function measure() {
    width = Math.floor(Math.min(frame.clientWidth, widest) * place.zoom);
    box.style.minWidth = `${width}px`;
    sheets.forEach(fit);
  }

  function fit(sheet) {
    const { width: w, height: h } = sheet.shape || shape;
    sheet.element.style.width = `${width}px`;
    sheet.element.style.height = `${Math.round((width * h) / w)}px`;
    sheet.element.style.setProperty("--total-scale-factor", String(width / w));
  }

  async function learn(sheet, page) {
    const { width: w, height: h } = page.getViewport({ scale: 1 });
    if (sheet.shape) return;
    const before = sheet.element.offsetHeight;
    const above = sheet.element.getBoundingClientRect().bottom < frame.getBoundingClientRect().top;
    sheet.shape = { width: w, height: h };
    fit(sheet);
    if (above) frame.scrollTop += sheet.element.offsetHeight - before;
  }

  async function draw(sheet) {
    if (sheet.drawing) return;
    const drawing = { task: null, layer: null, over: false };
    sheet.drawing = drawing;
    try {
      const page = await file.page(sheet.n);
      if (drawing.over) return;
      await learn(sheet, page);
      await paint(sheet, drawing, page);
    } catch (fault) {
      if (!drawing.over) sheet.element.dataset.failed = "Trang này không vẽ được.";
      if (fault.name !== "RenderingCancelledException") console.warn(fault);
    }
  }

  async function paint(sheet, drawing, page) {
    const natural = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: width / natural.width });
    const dots = Math.min(window.devicePixelRatio || 1, Math.sqrt(mostDots / (viewport.width * viewport.height)));
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    canvas.width = Math.floor(viewport.width * dots);
    canvas.height = Math.floor(viewport.height * dots);
    drawing.task = page.render({ canvas, canvasContext: canvas.getContext("2d"), viewport, transform: [dots, 0, 0, dots, 0, 0] });
    await drawing.task.promise;
    if (drawing.over) return;
    const container = document.createElement("div");
    container.className = "textLayer";
    sheet.element.replaceChildren(canvas, container);
    drawing.layer = new TextLayer({ textContentSource: await file.text(sheet.n), container, viewport });
    await drawing.layer.render();
    light(sheet);
  }

  function drop(sheet) {
    if (!sheet.drawing) return;
    sheet.drawing.over = true;
    sheet.drawing.task?.cancel();
    sheet.drawing.layer?.cancel();
    sheet.drawing = null;
    const canvas = sheet.element.querySelector("canvas");
    if (canvas) canvas.width = canvas.height = 0; // gives the memory back at once
    sheet.element.replaceChildren();
  }

  // light marks what was found on a page that is drawn.
  function light(sheet) {
    const { items = [], here = null } = hits.get(sheet.n) || {};
    (sheet.drawing?.layer?.textDivs || []).forEach((div, i) => {
      div.classList.toggle("hit", items.includes(i));
      div.classList.toggle("hit-here", i === here);
    });
    const found = sheet.element.querySelector(".hit-here");
    if (found) reveal(found);
  }

  function again() {
    const at = whereIn(elements);
    sheets.forEach(drop);
    near.disconnect();
    measure();
    scrollTo(elements[at.page - 1], at.part);
    elements.forEach((e) => near.observe(e));
  }

  let known = window.innerWidth;
  function resized() {
    if (window.innerWidth === known) return; // the address bar of a phone came or went
    known = window.innerWidth;
    again();
  }
  window.addEventListener("resize", resized);

  return {
    async go(n, part = 0) {
      if (width === 0) {
        const page = await file.page(n);
        const { width: w, height: h } = page.getViewport({ scale: 1 });
        shape = { width: w, height: h };
        measure();
        elements.forEach((e) => near.observe(e));
      }
      scrollTo(elements[n - 1], part);
    },
    place: () => whereIn(elements),
    zoom: again,
    mark(found) {
      hits = found;
      sheets.filter((s) => s.drawing).forEach(light);
    },
    close() {
      window.removeEventListener("resize", resized);
      near.disconnect();
      sheets.forEach(drop);
      box.classList.remove("reader-sheets");
      box.style.minWidth = "";
      box.replaceChildren();
    },
  };
}
