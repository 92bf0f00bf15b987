#!/bin/sh
# Find a system Chromium for the browser test; install Debian's when that is allowed, else say what to do.
set -eu
find_it() {
    for name in "${LARDOM_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}
find_it && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser test ..."
    apt-get update -qq && apt-get install -y -qq chromium fonts-noto-color-emoji >/dev/null && find_it && exit 0
fi
echo "The browser test needs Chromium. On Debian or Ubuntu:  sudo apt-get install chromium fonts-noto-color-emoji" >&2
echo "Elsewhere install Chromium or Chrome and set LARDOM_CHROMIUM to its program." >&2
exit 1
