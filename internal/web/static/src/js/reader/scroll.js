// Where the reader stands among the pages of a view. The paper scrolls within
// its own frame, sideways too, so that head and tools stay where they are.
export const frame = document.querySelector("[data-reader]");

// whereIn tells the page at the top of the frame, and how far into it; pages are
// elements in their order, from the first.
export function whereIn(pages) {
  let low = 0;
  let high = pages.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (below(pages[middle]) <= 1) low = middle;
    else high = middle - 1;
  }
  const part = -below(pages[low]) / Math.max(1, pages[low].offsetHeight);
  return { page: low + 1, part: Math.min(1, Math.max(0, part)) };
}

export function scrollTo(page, part) {
  frame.scrollTop += below(page) + part * page.offsetHeight;
}

// reveal brings what was found into the upper half of the frame.
export function reveal(element) {
  const box = element.getBoundingClientRect();
  if (box.left < 0 || box.right > frame.clientWidth) frame.scrollLeft += box.left - 16;
  frame.scrollTop += below(element) - frame.clientHeight / 3;
}

// below is how far an element's top is below the top of the frame, in px.
function below(element) {
  return element.getBoundingClientRect().top - frame.getBoundingClientRect().top;
}
