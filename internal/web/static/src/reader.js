// The page where a paper's file is read. The file is fetched with the reader's
// own rights; its pages are drawn as they come into view, or shown as large text.
//
//   <main data-reader="/documents/12/file/van-ban.pdf" data-worker="/static/pdf.worker-….js">
import { openFile, sayWhy } from "./js/reader/file.js";
import { watchFind } from "./js/reader/find.js";
import { keptPlace, keepPlace } from "./js/reader/place.js";
import { frame } from "./js/reader/scroll.js";
import { sheetView } from "./js/reader/sheets.js";
import { textView } from "./js/reader/text.js";
import { watchTools } from "./js/reader/tools.js";

const state = frame.querySelector(".reader-state");
const body = frame.querySelector(".reader-body");

async function read() {
  const name = frame.dataset.reader;
  const file = await openFile(name, frame.dataset.worker);
  const place = keptPlace(name, file.pages);
  const views = { sheets: () => sheetView(body, file, place), text: () => textView(body, file, place) };
  let view = null;

  // show changes between the drawn pages and the large text, at the same place.
  async function show(large) {
    if (view) {
      Object.assign(place, view.place());
      view.close();
    }
    place.large = large;
    view = large ? views.text() : views.sheets();
    await view.go(place.page, place.part);
    tools.shown();
    find.shown();
    keepPlace(name, place);
  }

  const reading = { file, place, show, view: () => view, moved: () => keepPlace(name, place) };
  const tools = watchTools(reading);
  const find = watchFind(reading);
  state.hidden = true;
  body.hidden = false;
  await show(place.large);
  if (document.activeElement === document.body) frame.focus({ preventScroll: true }); // for the keys that scroll
}

read().catch((fault) => {
  body.hidden = true;
  state.hidden = false;
  state.textContent = sayWhy(fault);
});
