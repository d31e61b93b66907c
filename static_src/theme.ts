// A classic script in the head: the chosen theme and hand are on <html> before the first paint. `app.ts` changes the
// theme, `lib/day/settings.ts` the hand.
{
  try {
    for (const choice of ["theme", "hand"]) {
      const chosen = localStorage.getItem(choice);
      if (chosen) document.documentElement.dataset[choice] = chosen;
    }
  } catch {
    // Storage refused: the page follows the system.
  }
}
