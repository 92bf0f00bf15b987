// Menus that open under a button: by mouse, by thumb and by arrow keys.

const items = (menu) => [...menu.querySelectorAll("[role=menuitem]")];

function open(owner) {
  closeAll();
  const menu = owner.querySelector(".menu");
  menu.hidden = false;
  owner.querySelector("[aria-haspopup]").setAttribute("aria-expanded", "true");
  const room = menu.getBoundingClientRect();
  menu.classList.toggle("to-left", room.right > window.innerWidth - 8);
  menu.classList.toggle("upwards", room.bottom > window.innerHeight - 8);
  items(menu)[0]?.focus();
}

export function closeAll(back = false) {
  for (const menu of document.querySelectorAll("[data-overflow] .menu:not([hidden])")) {
    menu.hidden = true;
    menu.classList.remove("to-left", "upwards");
    const button = menu.closest("[data-overflow]").querySelector("[aria-haspopup]");
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
  }
}

export function startMenus() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-overflow] [aria-haspopup]");
    if (button && button.getAttribute("aria-expanded") !== "true") return open(button.closest("[data-overflow]"));
    closeAll(Boolean(button));
    for (const one of document.querySelectorAll("details.switch[open]"))
      if (!one.contains(event.target)) one.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("[data-overflow] .menu");
    if (!menu) return;
    const all = items(menu);
    const place = all.indexOf(event.target);
    const moves = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1 };
    if (event.key in moves) {
      event.preventDefault();
      all.at(moves[event.key] % all.length).focus();
    } else if (event.key === "Escape") {
      // A menu inside a modal closes by itself; the modal stays.
      event.preventDefault();
      event.stopPropagation();
      closeAll(true);
    } else if (event.key === "Tab") closeAll();
  }, true);
}
