// Buttons that print their page stay hidden where there are no scripts.
export function watchPrint() {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
