// Menus whose choices the app gives while one types.

import { post, words } from "./api.js";
import { dispatch } from "./actions.js";

const PATIENCE = 200;
const timers = new WeakMap();

function show(field, options) {
  const list = field.querySelector("[role=listbox]");
  list.replaceChildren(
    ...options.map((option, place) => {
      const one = document.createElement("div");
      one.setAttribute("role", "option");
      one.id = `${list.id}-${place}`;
      one.dataset.option = JSON.stringify(option);
      one.textContent = option.text.text;
      return one;
    }),
  );
  if (!options.length) list.textContent = words.nothing;
  list.hidden = false;
  field.querySelector("input").setAttribute("aria-expanded", "true");
  mark(field, 0);
}

function hide(field) {
  field.querySelector("[role=listbox]").hidden = true;
  const input = field.querySelector("input");
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(field, place) {
  const all = [...field.querySelectorAll("[role=option]")];
  if (!all.length) return;
  const chosen = all.at(place % all.length);
  for (const one of all) one.setAttribute("aria-selected", String(one === chosen));
  field.querySelector("input").setAttribute("aria-activedescendant", chosen.id);
}

function choose(field, option) {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = "chip";
  chip.dataset.option = option.dataset.option;
  chip.textContent = `${option.textContent} ×`;
  const chosen = field.querySelector(".chosen");
  if (!field.dataset.type.startsWith("multi_")) chosen.replaceChildren();
  chosen.append(chip);
  field.querySelector("input").value = "";
  hide(field);
  if (field.dataset.dispatch) void dispatch(field);
}

async function ask(field) {
  const input = field.querySelector("input");
  const query = input.value.trim();
  if (query.length < Number(field.dataset.least)) return hide(field);
  const view = field.closest("[data-view-id]");
  const message = field.closest("[data-ts]");
  const container = view
    ? { type: "view", view_id: view.dataset.viewId }
    : { type: "message", channel: message.dataset.channel, ts: message.dataset.ts };
  const block_id = field.closest("[data-block-id]").dataset.blockId;
  const found = await post("options", { container, block_id, action_id: field.dataset.actionId, query });
  if (input.value.trim() !== query) return;
  show(field, Array.isArray(found) ? found : (found.options ?? []));
}

export function startSuggestions() {
  const fieldOf = (event) => event.target.closest?.("[data-suggest]");
  const later = (field) => {
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(() => void ask(field), PATIENCE));
  };
  document.addEventListener("input", (event) => fieldOf(event) && later(fieldOf(event)));
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-suggest] input")) later(fieldOf(event));
  });
  document.addEventListener("focusout", (event) => {
    const field = fieldOf(event);
    if (field && !field.contains(event.relatedTarget)) hide(field);
  });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-suggest] [role=option]");
    if (!option) return;
    event.preventDefault();
    choose(fieldOf(event), option);
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-suggest] .chip");
    if (!chip) return;
    const field = fieldOf(event);
    chip.remove();
    field.querySelector("input").focus();
    if (field.dataset.dispatch) void dispatch(field);
  });
  document.addEventListener("keydown", (event) => {
    const field = fieldOf(event);
    if (!field || field.querySelector("[role=listbox]").hidden) return;
    const all = [...field.querySelectorAll("[role=option]")];
    const place = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") mark(field, place + 1);
    else if (event.key === "ArrowUp") mark(field, place - 1);
    else if (event.key === "Enter" && place >= 0) choose(field, all[place]);
    else if (event.key === "Escape") hide(field);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
