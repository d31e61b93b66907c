// The bar at the bottom that says what the last press did, and takes it back for ten seconds.
import { countDown } from "../undo";

export function offerUndo(words: string, seconds: number, takeBack: () => void): void {
  const place = document.getElementById("undo");
  const bar = document.querySelector<HTMLTemplateElement>("#undo-bar")?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!place || !bar) return;
  const label = bar.querySelector("[data-words]");
  if (label) label.textContent = words;
  bar.dataset.seconds = String(seconds);
  bar.querySelector("button")?.addEventListener("click", () => {
    bar.remove();
    takeBack();
  });
  place.replaceChildren(bar);
  countDown(bar);
}
