// The modal on top of a person's stack.

import { post, fragment, words } from "./api.js";
import { collect, keep, restore } from "./fields.js";
import { remember } from "./actions.js";

const dialog = document.getElementById("modal");
const inside = document.getElementById("modal-inside");
const typed = new Map();
let drawn = null;
let opener = null;

const form = () => inside.querySelector("form.view");

export async function redrawModal() {
  show(await fragment("modal"));
}

function show(html) {
  const before = form();
  const wasOpen = dialog.open;
  if (before) typed.set(before.dataset.viewId, keep(before));
  if (html === drawn && wasOpen) return;
  const scroll = inside.querySelector(".modal-body")?.scrollTop ?? 0;
  const focused = inside.contains(document.activeElement) ? document.activeElement : null;
  const held = focused && { id: focused.id, start: focused.selectionStart, end: focused.selectionEnd };
  inside.innerHTML = html;
  drawn = html;
  const now = form();
  if (!now) return put_away();
  restore(now, typed.get(now.dataset.viewId));
  remember(now);
  if (!wasOpen) {
    opener = document.activeElement;
    dialog.showModal();
  }
  const same = before?.dataset.viewId === now.dataset.viewId;
  if (same) inside.querySelector(".modal-body").scrollTop = scroll;
  const wrong = now.querySelector(".wrong");
  if (wrong) focusFirst(wrong);
  else if (same && held?.id && document.getElementById(held.id)) refocus(held);
  else focusStart(now);
}

function put_away() {
  typed.clear();
  if (dialog.open) dialog.close();
  if (opener?.isConnected) opener.focus();
  opener = null;
}

function refocus({ id, start, end }) {
  const field = document.getElementById(id);
  field.focus({ preventScroll: true });
  if (typeof start === "number" && field.setSelectionRange) field.setSelectionRange(start, end);
}

function focusFirst(root) {
  const field = root.querySelector("input, textarea, select");
  field?.focus();
  return Boolean(field);
}

function focusStart(view) {
  const wanted = view.querySelector("[autofocus]") ?? view.querySelector(".modal-body [data-field]");
  // On a phone the keyboard would cover half of what there is to read.
  if (!wanted || matchMedia("(hover: none)").matches) return view.querySelector(".modal-body").focus();
  if (wanted.matches("input, textarea, select")) wanted.focus();
  else (wanted.querySelector("input:checked") ?? wanted.querySelector("input"))?.focus();
}

function busy(view, is) {
  view.toggleAttribute("aria-busy", is);
  if (is) view.setAttribute("aria-busy", "true");
  for (const button of view.querySelectorAll("[data-submit]")) button.disabled = is;
}

function onTop(sentence) {
  const top = inside.querySelector(".on-top");
  if (!top) return;
  top.textContent = sentence;
  top.hidden = false;
}

async function submit() {
  const view = form();
  if (!view || view.getAttribute("aria-busy") || view.querySelector("[data-submit]:disabled")) return;
  busy(view, true);
  const answer = await post("submit", { view_id: view.dataset.viewId, values: collect(view) });
  // A refusal with the same words as the last one draws the same form: it is put back to use either way.
  busy(view, false);
  try {
    await redrawModal();
  } catch {
    onTop(words.lost);
  }
  if (!answer.ok && answer.error) onTop(answer.error);
  if (!answer.ok && form()?.querySelector(".wrong")) focusFirst(form().querySelector(".wrong"));
}

async function close() {
  const view = form();
  if (!view) return;
  const answer = await post("close", { view_id: view.dataset.viewId });
  if (answer.ok) typed.delete(view.dataset.viewId);
  else onTop(answer.error);
  await redrawModal();
}

export function startModal() {
  drawn = inside.innerHTML;
  if (form()) {
    drawn = null;
    const html = inside.innerHTML;
    show(html);
  }
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) void close();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    void close();
  });
  dialog.addEventListener("close", () => {
    // The browser closes a dialog by itself when Escape is pressed twice; the workspace must hear of it.
    if (form()) void close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void submit();
    } else if (event.key === "Enter" && event.target.matches("[data-dispatch=change]:not(textarea)")) {
      event.preventDefault();
      event.target.blur();
      event.target.focus();
    }
  });
}
