// The sketch keeps up with what was pressed: the next place is yellow, a place with nothing left to do is gone.
export function paintSketch(next: readonly string[], todo: ReadonlySet<string>): void {
  for (const place of document.querySelectorAll<SVGElement>(".sketch [data-dot]")) {
    const ids = (place.dataset.dot ?? "").split(" ");
    place.classList.toggle("next", ids.some((id) => next.includes(id)));
    place.toggleAttribute("hidden", !ids.some((id) => todo.has(id)));
  }
}
