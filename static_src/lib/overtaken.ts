// Answers overtake each other on a slow line. A fragment that fetched itself anew before something else was asked for, by
// a press perhaps, and is answered after that, would take back what is shown: it is let go.
type Asked = CustomEvent<{ xhr: XMLHttpRequest }>;
type Swap = CustomEvent<{ xhr: XMLHttpRequest; target: HTMLElement; requestConfig: { elt: Element }; shouldSwap: boolean }>;

export function letOvertakenGo(): void {
  const asked = new WeakMap<XMLHttpRequest, number>();
  const shown = new Map<string, number>();
  let count = 0;
  document.addEventListener("htmx:beforeRequest", (event) => asked.set((event as Asked).detail.xhr, ++count));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as Swap;
    const { xhr, target, requestConfig } = detail;
    const [turn, last] = [asked.get(xhr) ?? count, shown.get(target.id) ?? 0];
    if (requestConfig.elt === target && turn < last) detail.shouldSwap = false;
    else if (detail.shouldSwap) shown.set(target.id, Math.max(turn, last));
  });
}
