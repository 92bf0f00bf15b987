// The messages of the conversation, the Home tab and the list at the side.

import { fragment, post } from "./api.js";
import { keep, restore } from "./fields.js";
import { remember } from "./actions.js";

const NEAR = 80;
const scroll = document.getElementById("scroll");
const list = document.getElementById("messages");
const home = document.getElementById("home");
const sidebar = document.getElementById("sidebar");
const sources = new Map();

const atBottom = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
const toBottom = () => (scroll.scrollTop = scroll.scrollHeight);

export async function redrawMessages() {
  if (!list) return;
  const page = document.createElement("template");
  page.innerHTML = await fragment("messages");
  const stay = atBottom();
  const there = new Map([...list.children].map((one) => [one.dataset.key, one]));
  let place = list.firstElementChild;
  for (const wanted of [...page.content.children]) {
    const { key } = wanted.dataset;
    const source = wanted.outerHTML;
    const old = there.get(key);
    there.delete(key);
    if (old && sources.get(key) === source) {
      if (old === place) place = place.nextElementSibling;
      else list.insertBefore(old, place);
      continue;
    }
    sources.set(key, source);
    if (!old) {
      list.insertBefore(wanted, place);
    } else {
      if (old === place) place = place.nextElementSibling;
      exchange(old, wanted);
    }
  }
  for (const [key, gone] of there) {
    sources.delete(key);
    gone.remove();
  }
  if (stay) toBottom();
  await markRead();
}

function exchange(old, wanted) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const action = focused?.closest("[data-action-id]")?.dataset.actionId;
  const typed = keep(old);
  old.replaceWith(wanted);
  restore(wanted, typed);
  remember(wanted);
  if (!focused) return;
  const next = action && wanted.querySelector(`[data-action-id="${CSS.escape(action)}"]`);
  (next || wanted).focus({ preventScroll: true });
}

export async function redrawHome() {
  if (!home) return;
  const html = await fragment("home");
  const typed = keep(home);
  const focused = home.contains(document.activeElement) ? document.activeElement : null;
  const action = focused?.closest("[data-action-id]")?.dataset.actionId;
  home.innerHTML = html;
  restore(home, typed);
  remember(home);
  if (action) home.querySelector(`[data-action-id="${CSS.escape(action)}"]`)?.focus({ preventScroll: true });
}

export async function redrawSidebar() {
  const html = await fragment("sidebar");
  const focused = sidebar.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  if (sidebar.querySelector("details[open]")) return;
  sidebar.innerHTML = html;
  if (focused) sidebar.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  const unread = [...sidebar.querySelectorAll(".count")].length;
  document.title = document.title.replace(/^(\(\d+\) )?/, unread ? `(${unread}) ` : "");
}

async function markRead() {
  const { channel } = document.body.dataset;
  if (!channel || document.visibilityState !== "visible") return;
  if (!sidebar.querySelector(`.unread[data-channel="${CSS.escape(channel)}"]`) && sources.read === list.lastElementChild?.dataset.key) return;
  sources.read = list.lastElementChild?.dataset.key;
  await post("read", { channel });
  await redrawSidebar();
}

export function startConversation() {
  for (const one of list?.children ?? []) sources.set(one.dataset.key, one.outerHTML);
  for (const root of [list, home]) {
    if (!root) continue;
    restore(root, null);
    remember(root);
  }
  if (list) toBottom();
  void markRead();
  if ("inApp" in document.body.dataset) void post(home ? "open_home" : "open_dm");
}
