// Lines of a printed page joined into paragraphs again. A file knows only where
// pieces of text stand: lines of one paragraph follow each other closely and
// fill the width.
export function paragraphs(items) {
  const lines = linesOf(items);
  const right = Math.max(...lines.map((l) => l.right), 0);
  const out = [];
  let before = null;
  for (const line of lines) {
    if (before && continues(before, line, right)) out[out.length - 1].push({ text: " ", item: -1 }, ...line.pieces);
    else out.push(line.pieces);
    before = line;
  }
  return out;
}

function linesOf(items) {
  const lines = [];
  let line = null;
  items.forEach(({ str, transform, width, height, hasEOL }, item) => {
    if (str.trim() !== "") {
      const [, , , , x, y] = transform;
      if (!line || Math.abs(line.y - y) > (height || line.high) / 2) {
        line = { y, left: x, right: x, high: height, pieces: [] };
        lines.push(line);
      } else if (x - line.right > height / 4) {
        line.pieces.push({ text: " ", item: -1 });
      }
      line.right = Math.max(line.right, x + width);
    }
    if (line && str !== "") line.pieces.push({ text: str, item });
    if (hasEOL) line = null;
  });
  return lines;
}

function continues(before, line, right) {
  const close = before.y - line.y > 0 && before.y - line.y < before.high * 1.9;
  const full = right - before.right < before.high * 4;
  const indented = line.left - before.left > line.high;
  return close && full && !indented && Math.abs(line.high - before.high) < 1;
}
