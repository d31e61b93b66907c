// "Install": offered where the browser offers it, by a button that is hidden until then. Elsewhere the words beside it
// say how it is done by hand, or that it is done (data-t-done, data-t-ios).
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** `button` begins hidden; `words` say what is so. */
export function offerInstall(button: HTMLElement, words: HTMLElement | null): void {
  const say = (text: string | undefined) => {
    button.hidden = true;
    if (words && text) words.textContent = text;
  };
  if (matchMedia("(display-mode: standalone)").matches) return say(button.dataset.tDone);
  if ("standalone" in navigator) say(button.dataset.tIos);
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => void (event as InstallEvent).prompt();
  });
  addEventListener("appinstalled", () => say(button.dataset.tDone));
}
