// Buttons with data-theme-choice="light|dark|sun|" (empty: as the system says). Pressing the pressed one lets go.
const root = document.documentElement;

export function offerThemes(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice === root.dataset.theme ? "" : (button.dataset.themeChoice ?? ""));
  });
  show();
}

function choose(theme: string): void {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Storage refused: the choice lasts as long as the page.
  }
  show();
}

function show(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme ?? "")));
  }
}
