// The line at the bottom: messages, slash commands, and names that complete themselves.

import { post, showNotice, hideNotice } from "./api.js";

const MOST = 8;
const form = document.getElementById("composer");
const line = document.getElementById("line");
const list = document.getElementById("suggestions");
let found = [];
let marked = 0;

function wanted() {
  const before = line.value.slice(0, line.selectionStart);
  if (/^\/\S*$/.test(before)) return { word: before, from: 0, kind: "commands" };
  const hit = /(?:^|\s)([@#][\p{L}\p{N}._-]*)$/u.exec(before);
  if (!hit) return null;
  return { word: hit[1], from: before.length - hit[1].length, kind: hit[1][0] === "@" ? "people" : "channels" };
}

function suggest() {
  const now = wanted();
  const all = now ? JSON.parse(document.getElementById("offered").dataset[now.kind]) : [];
  const key = now?.word.toLowerCase() ?? "";
  found = all
    .filter((one) => one.word.toLowerCase().startsWith(key) || one.name.toLowerCase().startsWith(key.slice(1)))
    .slice(0, MOST);
  marked = 0;
  draw();
}

function draw() {
  list.hidden = !found.length;
  line.setAttribute("aria-expanded", String(Boolean(found.length)));
  list.replaceChildren(
    ...found.map((one, place) => {
      const option = document.createElement("div");
      option.setAttribute("role", "option");
      option.id = `suggestion-${place}`;
      option.setAttribute("aria-selected", String(place === marked));
      const name = document.createElement("strong");
      name.textContent = one.name;
      const hint = document.createElement("small");
      hint.textContent = one.hint;
      option.append(name, hint);
      option.dataset.place = place;
      return option;
    }),
  );
  if (found.length) line.setAttribute("aria-activedescendant", `suggestion-${marked}`);
  else line.removeAttribute("aria-activedescendant");
}

function complete(place) {
  const now = wanted();
  if (!now) return;
  const after = line.value.slice(line.selectionStart);
  const start = `${line.value.slice(0, now.from)}${found[place].word} `;
  line.value = start + after.trimStart();
  line.setSelectionRange(start.length, start.length);
  found = [];
  draw();
  grow();
}

function grow() {
  line.style.height = "auto";
  line.style.height = `${Math.min(line.scrollHeight, 180)}px`;
}

async function send() {
  const text = line.value.trim();
  if (!text) return;
  hideNotice("error");
  line.value = "";
  found = [];
  draw();
  grow();
  const answer = await post("command", { channel: document.body.dataset.channel, line: text });
  if (answer.ok) return;
  showNotice(answer.error);
  // What was written is given back, unless something new has been begun.
  if (!line.value) line.value = text;
  grow();
}

function pressed(event) {
  if (event.isComposing) return;
  const open = found.length > 0;
  const exact = open && found[marked].word === line.value.trim();
  if (open && event.key === "ArrowDown") marked = (marked + 1) % found.length;
  else if (open && event.key === "ArrowUp") marked = (marked + found.length - 1) % found.length;
  else if (open && event.key === "Escape") found = [];
  else if (open && (event.key === "Tab" || (event.key === "Enter" && !exact))) {
    event.preventDefault();
    return complete(marked);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    return void send();
  } else return;
  event.preventDefault();
  draw();
}

export function startComposer() {
  if (!form) return;
  line.addEventListener("input", () => {
    suggest();
    grow();
  });
  line.addEventListener("keydown", pressed);
  line.addEventListener("blur", () => {
    found = [];
    draw();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    complete(Number(option.dataset.place));
    line.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
    line.focus();
  });
  if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]")) line.focus();
}
