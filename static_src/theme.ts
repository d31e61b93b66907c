// A classic script in the head: the chosen theme is on <html> before the first paint. `app.ts` changes it.
{
  try {
    const theme = localStorage.getItem("theme");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // Storage refused: the page follows the system.
  }
}
