// Who is there, or how they vote, as it is being written: what it comes to so far, and one press for whoever is left.
const form = document.querySelector<HTMLFormElement>("form[data-roll]");
if (form) follow(form);

function follow(form: HTMLFormElement): void {
  const show = () => {
    const counts = counted(form);
    for (const place of form.querySelectorAll<HTMLElement>("[data-count]")) {
      place.textContent = String(counts.get(place.dataset.count ?? "") ?? 0);
    }
  };
  for (const hidden of form.querySelectorAll<HTMLElement>("[data-roll-counts], [data-roll-rest]")) hidden.hidden = false;
  form.addEventListener("change", show);
  form.addEventListener("click", (event) => {
    const choice = (event.target as Element).closest<HTMLElement>("[data-rest]")?.dataset.rest;
    if (!choice) return;
    for (const group of groups(form)) if (!picked(group)) group.find((one) => one.value === choice)?.click();
    show();
  });
  show();
}

function counted(form: HTMLFormElement): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const group of groups(form)) add(picked(group)?.value ?? "left");
  for (const select of form.querySelectorAll("select")) {
    add(["here", "absent"].includes(select.value) ? select.value : "proxy");
  }
  return counts;
}

/** The radio buttons of each person there or represented. */
function groups(form: HTMLFormElement): HTMLInputElement[][] {
  const found = new Map<string, HTMLInputElement[]>();
  for (const one of form.querySelectorAll<HTMLInputElement>("input[type=radio]")) {
    found.set(one.name, [...(found.get(one.name) ?? []), one]);
  }
  return [...found.values()];
}

function picked(group: HTMLInputElement[]): HTMLInputElement | undefined {
  return group.find((one) => one.checked);
}
