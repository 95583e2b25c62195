// The tools under the paper: page, size, large type; and the keys of one who has
// no touch screen.
import { frame } from "./scroll.js";

const zooms = [0.75, 1, 1.25, 1.5, 2, 3];
const letters = [1.25, 1.5, 1.8, 2.2, 2.8];

export function watchTools({ file, place, show, view, moved }) {
  const bar = document.querySelector(".reader-tools");
  const page = bar.querySelector("[name=page]");
  const tool = (name) => bar.querySelector(`[data-tool=${name}]`);
  bar.querySelector(".reader-count").textContent = `/ ${file.pages}`;
  page.max = String(file.pages);
  bar.hidden = false;

  const turn = (by) => {
    const n = Math.min(Math.max(1, place.page + by), file.pages);
    view().go(n);
  };
  const size = (by) => {
    const [steps, key] = place.large ? [letters, "letters"] : [zooms, "zoom"];
    const nearest = steps.reduce((best, s, i) => (Math.abs(s - place[key]) < Math.abs(steps[best] - place[key]) ? i : best), 0);
    place[key] = steps[Math.min(Math.max(0, nearest + by), steps.length - 1)];
    view().zoom();
    sizes();
    moved();
  };
  const sizes = () => {
    const [steps, key] = place.large ? [letters, "letters"] : [zooms, "zoom"];
    tool("smaller").setAttribute("aria-disabled", String(place[key] <= steps[0]));
    tool("bigger").setAttribute("aria-disabled", String(place[key] >= steps[steps.length - 1]));
  };

  tool("before").addEventListener("click", () => turn(-1));
  tool("after").addEventListener("click", () => turn(1));
  tool("smaller").addEventListener("click", () => size(-1));
  tool("bigger").addEventListener("click", () => size(1));
  tool("large").addEventListener("click", () => show(!place.large));
  page.addEventListener("change", () => {
    const n = Math.floor(Number(page.value));
    if (n >= 1 && n <= file.pages) view().go(n);
    else page.value = String(place.page);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input,textarea,select")) return;
    const wide = frame.scrollWidth > frame.clientWidth;
    if (event.key === "ArrowRight" && !wide) turn(1);
    else if (event.key === "ArrowLeft" && !wide) turn(-1);
    else return;
    event.preventDefault();
  });
  followScroll();

  function followScroll() {
    let waiting = 0;
    frame.addEventListener("scroll", () => {
      if (waiting) return;
      waiting = setTimeout(() => {
        waiting = 0;
        where();
        moved();
      }, 150);
    });
    window.addEventListener("pagehide", () => {
      where();
      moved();
    });
  }

  function where() {
    if (!view()) return;
    Object.assign(place, view().place());
    if (document.activeElement !== page) page.value = String(place.page);
  }

  return {
    shown() {
      tool("large").setAttribute("aria-pressed", String(place.large));
      sizes();
      where();
    },
  };
}
