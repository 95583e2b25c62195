// Finds words in the whole file, typed with or without diacritics.
export function watchFind({ file, place, view }) {
  const opener = document.querySelector("[data-tool=find]");
  const form = document.querySelector(".reader-find");
  const field = form.querySelector("input");
  const said = form.querySelector("[role=status]");
  let asked = "";
  let hits = []; // {page, items}
  let at = -1;

  opener.addEventListener("click", () => toggle(form.hidden));
  form.querySelector("[data-find=close]").addEventListener("click", () => toggle(false));
  form.querySelector("[data-find=before]").addEventListener("click", () => step(-1));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    step(1);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "f") {
      event.preventDefault(); // the browser's own search sees only the pages that are drawn
      toggle(true);
    } else if (event.key === "Escape" && !form.hidden) {
      toggle(false);
    }
  });

  function toggle(open) {
    form.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) field.focus();
    else {
      asked = "";
      hits = [];
      mark();
      opener.focus();
    }
  }

  async function step(by) {
    const words = field.value.trim();
    if (words === "") return;
    if (words !== asked) {
      asked = words;
      said.textContent = "Đang tìm…";
      hits = await search(file, words);
      at = hits.findIndex((h) => h.page >= place.page);
      if (at < 0) at = 0;
    } else if (hits.length > 0) {
      at = (at + by + hits.length) % hits.length;
    }
    said.textContent = hits.length === 0 ? "Không tìm thấy." : `${at + 1}/${hits.length}, trang ${hits[at].page}`;
    await mark();
  }

  async function mark() {
    const found = new Map();
    for (const h of hits) {
      const on = found.get(h.page) || { items: [], here: null };
      on.items.push(...h.items);
      if (h === hits[at]) on.here = h.items[0];
      found.set(h.page, on);
    }
    if (hits.length > 0 && view().place().page !== hits[at].page) await view().go(hits[at].page);
    view()?.mark(found);
  }

  return { shown: () => mark() };
}

async function search(file, words) {
  const plain = fold(words) === words.toLowerCase().normalize("NFC");
  const how = plain ? fold : (s) => s.toLowerCase().normalize("NFC");
  const wanted = how(words).replace(/\s+/g, " ");
  const hits = [];
  for (let page = 1; page <= file.pages; page++) {
    const { items } = await file.text(page);
    const { text, owners } = joined(items, how);
    for (let i = text.indexOf(wanted); i >= 0; i = text.indexOf(wanted, i + wanted.length)) {
      hits.push({ page, items: [...new Set(owners.slice(i, i + wanted.length))] });
    }
  }
  return hits;
}

// joined is the text of a page with single spaces, and the item of each letter.
function joined(items, how) {
  let text = "";
  const owners = [];
  items.forEach(({ str, hasEOL }, item) => {
    for (const letter of how(str + (hasEOL ? " " : ""))) {
      const space = /\s/.test(letter);
      if (space && text.endsWith(" ")) continue;
      text += space ? " " : letter;
      for (let k = 0; k < (space ? 1 : letter.length); k++) owners.push(item);
    }
  });
  return { text, owners };
}

// fold drops case and diacritics.
function fold(s) {
  return s.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
}
