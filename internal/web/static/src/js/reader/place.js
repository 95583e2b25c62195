// One's place in each file, kept on this device until one signs out.
const prefix = "sotay.place:";

const fresh = { page: 1, part: 0, zoom: 1, letters: 1.5, large: false };

export function keptPlace(name, pages) {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(prefix + name)) || {};
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
}
