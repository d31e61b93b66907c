// A form is sent once: its button says so (data-busy="Sending…") and keeps its width until the answer is there.
const waiting = new Map<HTMLFormElement, () => void>();

export function keepBusy(): void {
  // Captured, so that a second press stops here and reaches neither htmx nor the browser.
  document.addEventListener("submit", stopTheSecond, { capture: true });
  document.addEventListener("htmx:afterRequest", (event) => release(event.target as HTMLFormElement));
  window.addEventListener("pageshow", () => [...waiting.keys()].forEach(release));
}

function stopTheSecond(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.method === "get" && !form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
  if (waiting.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (event.submitter instanceof HTMLButtonElement) {
    hold(form, event.submitter);
  }
}

function hold(form: HTMLFormElement, button: HTMLButtonElement): void {
  const label = button.innerHTML;
  button.style.inlineSize = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) button.textContent = button.dataset.busy;
  waiting.set(form, () => {
    if (!button.hasAttribute("aria-busy")) return; // the answer wrote it anew
    button.style.inlineSize = "";
    button.removeAttribute("aria-busy");
    if (button.dataset.busy) button.innerHTML = label;
  });
}

function release(form: HTMLFormElement): void {
  waiting.get(form)?.();
  waiting.delete(form);
}
