// A report that is half written is a person's own: a fresh page takes it over as it stands, photos and open folds too.
import { isWritten } from "../written";

/** Where `fresh` has a form of the same address, the one a person wrote in moves into its place. */
export function carryOver(old: HTMLElement, fresh: HTMLElement): void {
  for (const form of old.querySelectorAll<HTMLFormElement>("form.report")) {
    const twin = fresh.querySelector(`form.report[action="${CSS.escape(form.getAttribute("action") ?? "")}"]`);
    if (twin && [...form.elements].some(isWritten)) twin.replaceWith(form);
  }
}
