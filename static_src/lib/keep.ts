// A fragment that refetches itself keeps what a person opened or typed in it: <details data-keep="…"> stay open,
// inputs with data-keep keep their words. What a person sent is over, so only reads (GET) are kept across.
type Swap = CustomEvent<{ target: HTMLElement; requestConfig: { verb: string } }>;

export function keepOpen(): void {
  let opened: string[] = [];
  let typed: [string, string][] = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = (event as Swap).detail;
    const isRead = requestConfig.verb === "get";
    opened = isRead ? all<HTMLDetailsElement>(target, "details[open][data-keep]").map(key) : [];
    typed = isRead ? all<HTMLInputElement>(target, "input[data-keep]").filter((input) => input.value !== input.defaultValue).map((input) => [key(input), input.value]) : [];
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const name of opened) find<HTMLDetailsElement>(name)?.setAttribute("open", "");
    for (const [name, words] of typed) {
      const input = find<HTMLInputElement>(name);
      if (input && words) input.value = words;
    }
  });
}

function all<T extends HTMLElement>(root: HTMLElement, selector: string): T[] {
  return [...root.querySelectorAll<T>(selector)];
}

function key(element: HTMLElement): string {
  return element.dataset.keep ?? "";
}

function find<T extends HTMLElement>(name: string): T | null {
  return document.querySelector<T>(`[data-keep="${CSS.escape(name)}"]`);
}
