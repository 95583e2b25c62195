// Enter in a field whose text is one paragraph sends the form, as in a field of one
// line: who fills the same form forty times a day need not reach for the mouse.
export function watchEnter() {
  document.addEventListener("keydown", (event) => {
    const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    if (event.key !== "Enter" || !plain || !event.target.matches("textarea[data-enter]")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
}
