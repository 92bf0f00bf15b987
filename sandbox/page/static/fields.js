// Read what stands in fields, in the shape of Slack's view state, and put it back after a redraw.

const zone = document.body.dataset.tz;
const chosen = (control) => (control?.dataset.option ? JSON.parse(control.dataset.option) : null);
const ticked = (field) => [...field.querySelectorAll("input:checked")];
const chips = (field) => [...field.querySelectorAll(".chip")].map(chosen);
const plural = { users: "selected_users", channels: "selected_channels", conversations: "selected_conversations" };

export function read(field) {
  const type = field.dataset.type;
  const value = field.value || null;
  const noun = /^(?:multi_)?(users|channels|conversations)_select$/.exec(type)?.[1];
  if (noun && type.startsWith("multi_")) return { type, [plural[noun]]: ticked(field).map((one) => one.value) };
  if (noun) return { type, [plural[noun].slice(0, -1)]: value };
  switch (type) {
    case "radio_buttons":
      return { type, selected_option: chosen(ticked(field)[0]) };
    case "checkboxes":
    case "multi_static_select":
      return { type, selected_options: ticked(field).map(chosen) };
    case "static_select":
      return { type, selected_option: chosen(field.selectedOptions[0]) };
    case "external_select":
      return { type, selected_option: chips(field)[0] ?? null };
    case "multi_external_select":
      return { type, selected_options: chips(field) };
    case "datepicker":
      return { type, selected_date: value };
    case "timepicker":
      return { type, selected_time: value };
    case "datetimepicker":
      return { type, selected_date_time: value && toEpoch(value) };
    case "rich_text_input":
      return { type, rich_text_value: value && asRichText(value) };
    default:
      return { type, value };
  }
}

export function collect(root) {
  const values = {};
  for (const field of root.querySelectorAll("[data-field]")) {
    const block = field.closest("[data-block-id]").dataset.blockId;
    (values[block] ??= {})[field.dataset.actionId] = read(field);
  }
  return values;
}

// What a person has typed, by field; a field that starts with something else is another field.
const nameOf = (field) =>
  [field.closest("[data-block-id]").dataset.blockId, field.dataset.actionId, field.dataset.initial].join("\n");

export function keep(root) {
  const kept = new Map();
  for (const field of root.querySelectorAll("[data-field]")) kept.set(nameOf(field), raw(field));
  return kept;
}

export function restore(root, kept) {
  for (const field of root.querySelectorAll("[data-field]")) {
    const before = kept?.get(nameOf(field));
    if (before !== undefined) putBack(field, before);
    else if (field.dataset.epoch) field.value = fromEpoch(Number(field.dataset.epoch));
  }
  countAll(root);
}

function raw(field) {
  if (field.matches("input, textarea, select")) return field.value;
  if (field.matches("[data-suggest]")) return field.querySelector(".chosen").innerHTML;
  return ticked(field).map((one) => one.value);
}

export function putBack(field, before) {
  if (field.matches("input, textarea, select")) field.value = before;
  else if (field.matches("[data-suggest]")) field.querySelector(".chosen").innerHTML = before;
  else
    for (const one of field.querySelectorAll("input[type=radio], input[type=checkbox]"))
      one.checked = before.includes(one.value);
}

export const rawOf = raw;

export function countAll(root) {
  for (const counter of root.querySelectorAll(".counter")) {
    const field = document.getElementById(counter.dataset.for);
    if (!field) continue;
    const left = Number(counter.dataset.most) - field.value.length;
    counter.textContent = left;
    counter.classList.toggle("over", left < 0);
  }
}

function asRichText(text) {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

// Dates and times are the person's own, wherever the browser happens to stand.
const inZone = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

export function fromEpoch(seconds) {
  const part = Object.fromEntries(inZone.formatToParts(seconds * 1000).map((one) => [one.type, one.value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

export function toEpoch(local) {
  const wanted = Date.parse(`${local}Z`) / 1000;
  const offset = (moment) => Date.parse(`${fromEpoch(moment)}Z`) / 1000 - moment;
  // The first guess may fall on the other side of a clock change; the second does not.
  const guess = wanted - offset(wanted);
  return wanted - offset(guess);
}
