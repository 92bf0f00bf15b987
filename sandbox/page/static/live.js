// Redraw what has changed, as it changes.

import { changesAddress, hideNotice, showNotice, words } from "./api.js";
import { redrawHome, redrawMessages, redrawSidebar } from "./conversation.js";
import { redrawModal } from "./modal.js";

const parts = { messages: redrawMessages, home: redrawHome, sidebar: redrawSidebar, modal: redrawModal };
const running = new Map();
let source = null;
let opened = false;

// One redraw of a part at a time; whatever changes meanwhile asks for one more.
async function redraw(part) {
  if (running.has(part)) {
    running.set(part, true);
    return;
  }
  running.set(part, false);
  try {
    do {
      running.set(part, false);
      await parts[part]();
    } while (running.get(part));
  } catch {
    showNotice(words.lost, "lost");
  } finally {
    running.delete(part);
  }
}

function redrawAll() {
  for (const part of Object.keys(parts)) void redraw(part);
}

function changed({ type, channel }) {
  if (type === "view") void redraw("modal");
  else if (type === "home") void redraw("home");
  else if (type === "conversations") void redraw("sidebar");
  else if (type.startsWith("message")) {
    if (channel === document.body.dataset.channel) void redraw("messages");
    else void redraw("sidebar");
  } else redrawAll();
}

function listen() {
  if (source) return;
  source = new EventSource(changesAddress);
  source.addEventListener("open", () => {
    hideNotice("lost");
    // The first time too: something may have changed between the drawing and the listening.
    opened = true;
    redrawAll();
  });
  source.addEventListener("message", (event) => changed(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    if (opened) showNotice(words.lost, "lost");
    if (source.readyState === EventSource.CLOSED) {
      stop();
      setTimeout(listen, 2000);
    }
  });
}

function stop() {
  source?.close();
  source = null;
}

export function startLive() {
  listen();
  // A browser keeps only six connections to one address: a tab that nobody sees gives its own back.
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => event.persisted && listen());
}
