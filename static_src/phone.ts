// The page of this phone's settings: switches that are kept here and read by the day.
import { signal, unlockSound } from "./lib/day/alerts";
import { offerInstall } from "./lib/day/install";
import { offerPush } from "./lib/day/push";
import { isOn, turn, type Setting } from "./lib/day/settings";
import { offerThemes } from "./lib/theme";

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-setting]")) {
  const setting = button.dataset.setting as Exclude<Setting, "push">;
  const show = () => button.setAttribute("aria-checked", String(isOn(setting)));
  button.addEventListener("click", () => {
    turn(setting, !isOn(setting));
    show();
    if (setting !== "hand" && isOn(setting)) signal("new");
  });
  show();
}
document.querySelector("[data-try]")?.addEventListener("click", () => signal("new"));
const install = document.querySelector<HTMLElement>("[data-install]");
if (install) offerInstall(install, document.getElementById("install-words"));
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js");
const push = document.querySelector<HTMLButtonElement>("[data-push]");
if (push) offerPush(push);
unlockSound();
offerThemes();
