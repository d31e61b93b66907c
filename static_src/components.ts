// The components page lets the proof of delivery be tried: what the day's tap would say stands below, with its pictures.
import { prove, type Proven, type Rules } from "./lib/day/proof";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-prove]");
  const host = button?.closest<HTMLElement>("[data-proof-demo]");
  if (!button || !host) return;
  const rules = JSON.parse(button.dataset.proof ?? "{}") as Rules;
  void prove(host, rules, { another: "another" in button.dataset }).then((proven) => show(host, proven));
});

function show(host: HTMLElement, proven: Proven | null): void {
  const said = host.querySelector("[data-proven]");
  if (said) said.textContent = JSON.stringify(proven && { ...proven.proof, files: proven.files.map(({ kind, blob }) => `${kind} ${blob.type} ${blob.size}`) });
  const pictures = (proven?.files ?? []).map(({ blob }) => {
    const picture = new Image();
    picture.src = URL.createObjectURL(blob);
    picture.alt = "";
    return picture;
  });
  host.querySelector("[data-pictures]")?.replaceChildren(...pictures);
}
