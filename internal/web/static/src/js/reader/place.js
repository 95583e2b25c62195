// One's place in each file, kept on this device until one signs out. The page alone
// is kept on the server, too, for one's other devices.
import { frame } from "./scroll.js";

const prefix = "sotay.place:";
const { subject, page: elsewhere } = frame.dataset;
const rest = 3000; // ms on a page before it counts as one's place

const fresh = { page: 1, part: 0, zoom: 1, letters: 1.5, large: false };

export function keptPlace(name, pages) {
  let kept = { page: Number(elsewhere) };
  try {
    kept = JSON.parse(localStorage.getItem(prefix + name)) || kept;
  } catch {
    // Storage is forbidden or damaged: begin at the first page.
  }
  const place = { ...fresh, ...kept };
  place.page = Math.min(Math.max(1, Math.floor(place.page) || 1), pages);
  return place;
}

export function keepPlace(name, place) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(place));
  } catch {
    // Reading goes on all the same.
  }
  tell(place.page);
}

let told = Number(elsewhere) || 1;
let waiting = 0;

// tell says the page to the server once the reader stays on it; when there is no
// network, this device knows it.
function tell(page) {
  clearTimeout(waiting);
  if (!subject || page === told) return;
  waiting = setTimeout(() => {
    told = page;
    fetch("/library/place", { method: "POST", body: new URLSearchParams({ subject, page }), credentials: "same-origin", keepalive: true }).catch(() => {});
  }, rest);
}
