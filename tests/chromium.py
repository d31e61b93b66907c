"""Debian's Chromium without what no page needs."""

import shutil

# Its own toolbar is made of pages: a process for each window, which works as much as the page that is tested.
TOOLBAR = (
    "InitialWebUI",
    "PreloadTopChromeWebUI",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
    "WebUIToolbarProcessOverheadExperiment",
)
# What Playwright switches off, once more: of two such lists Chromium reads the last.
BY_PLAYWRIGHT = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = (
    "--no-sandbox",
    "--enable-unsafe-swiftshader",  # maps are drawn in software, and nothing else by way of WebGL's processor
    f"--disable-features={','.join((*TOOLBAR, *BY_PLAYWRIGHT))}",
)


def chromium() -> str | None:
    """Where it is, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
