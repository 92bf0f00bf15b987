// Start the page.

import { startActions } from "./actions.js";
import { startComposer } from "./composer.js";
import { startConversation } from "./conversation.js";
import { startLive } from "./live.js";
import { startMenus } from "./menus.js";
import { startModal } from "./modal.js";
import { startSuggestions } from "./suggest.js";

const burger = document.getElementById("burger");
const veil = document.getElementById("veil");

function side(open) {
  document.body.classList.toggle("side-open", open);
  burger.setAttribute("aria-expanded", String(open));
  veil.hidden = !open;
  if (open) document.querySelector("#sidebar a[aria-current], #sidebar a")?.focus();
  else burger.focus();
}

burger.addEventListener("click", () => side(!document.body.classList.contains("side-open")));
veil.addEventListener("click", () => side(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("side-open")) side(false);
  const people = document.querySelector("details.switch[open]");
  if (event.key === "Escape" && people) people.open = false;
});

startMenus();
startActions();
startSuggestions();
startModal();
startConversation();
startComposer();
startLive();
document.documentElement.dataset.ready = "yes";
