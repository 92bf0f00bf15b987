// Buttons, menus and choices that tell the app at once.

import { post, showNotice, hideNotice } from "./api.js";
import { asked } from "./ask.js";
import { collect, putBack, rawOf, read, countAll } from "./fields.js";

const before = new WeakMap();
const template = (control) => (control.querySelector("template.ask") ?? control.parentElement.querySelector(":scope > template.ask"));

function containerOf(control) {
  const view = control.closest("[data-view-id]");
  if (view) return { type: "view", view_id: view.dataset.viewId };
  const message = control.closest("[data-ts]");
  return { type: "message", channel: message.dataset.channel, ts: message.dataset.ts };
}

async function act(control, action) {
  const container = containerOf(control);
  const said = { block_id: control.closest("[data-block-id]").dataset.blockId, ...action };
  hideNotice("error");
  control.setAttribute("aria-busy", "true");
  if (container.type === "view") {
    const values = collect(control.closest("[data-view-id]"));
    await post("remember", { view_id: container.view_id, values });
  }
  const answer = await post("press", { container, action: said });
  control.removeAttribute("aria-busy");
  if (answer.ok) return;
  const top = control.closest("form.view")?.querySelector(".on-top");
  if (top) {
    top.textContent = answer.error;
    top.hidden = false;
  } else showNotice(answer.error);
}

async function pressed(button) {
  if (button.getAttribute("aria-busy") || !(await asked(template(button)))) return;
  const { type, actionId: action_id, value } = button.dataset;
  await act(button, { type, action_id, ...(value === undefined ? {} : { value }) });
}

async function picked(item) {
  const menu = item.closest("[data-overflow]");
  if (item.dataset.shortcut) return useShortcut(item);
  if (item.dataset.url) window.open(item.dataset.url, "_blank", "noopener");
  if (!(await asked(template(menu)))) return;
  const selected_option = JSON.parse(item.dataset.option);
  await act(menu, { type: "overflow", action_id: menu.dataset.actionId, selected_option });
}

async function useShortcut(item) {
  const message = item.closest("[data-ts]");
  const where = message ? { channel: message.dataset.channel, ts: message.dataset.ts } : {};
  const answer = await post("shortcut", { callback_id: item.dataset.shortcut, ...where });
  if (!answer.ok) showNotice(answer.error);
}

export async function dispatch(field) {
  if (!(await asked(template(field)))) {
    if (before.has(field)) putBack(field, before.get(field));
    return;
  }
  before.set(field, rawOf(field));
  await act(field, { action_id: field.dataset.actionId, ...read(field) });
}

export function remember(root) {
  for (const field of root.querySelectorAll("[data-field][data-dispatch]")) before.set(field, rawOf(field));
}

export function startActions() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-press]");
    if (button) return void pressed(button);
    const item = event.target.closest("[data-overflow] [role=menuitem]");
    if (item) void picked(item);
  });
  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-field]");
    if (!field || event.target.matches(".filter")) return;
    limit(field, event.target);
    if (field.dataset.dispatch === "change" && !field.matches("[data-suggest]")) void dispatch(field);
  });
  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-field]");
    if (event.target.matches(".filter")) return filter(event.target);
    if (!field) return;
    countAll(field.closest("[data-block-id]"));
    if (field.dataset.dispatch === "input") void dispatch(field);
  });
}

function filter(search) {
  const wanted = search.value.trim().toLowerCase();
  for (const choice of search.parentElement.querySelectorAll(".choice"))
    choice.hidden = !choice.textContent.toLowerCase().includes(wanted);
}

function limit(field, box) {
  const most = Number(field.dataset.most);
  if (most && field.querySelectorAll("input:checked").length > most) box.checked = false;
}
