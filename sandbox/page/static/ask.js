// Ask before a button acts, when the app wants that.

const dialog = document.getElementById("ask");

export function asked(template) {
  if (!template) return Promise.resolve(true);
  return new Promise((resolve) => {
    const back = document.activeElement;
    dialog.replaceChildren(template.content.cloneNode(true));
    const title = dialog.querySelector("h2");
    title.id = "ask-title";
    dialog.setAttribute("aria-labelledby", "ask-title");
    dialog.returnValue = "no";
    dialog.querySelector("[data-yes]").addEventListener("click", () => dialog.close("yes"));
    dialog.querySelector("[data-no]").addEventListener("click", () => dialog.close("no"));
    dialog.addEventListener(
      "close",
      () => {
        if (back?.isConnected) back.focus();
        resolve(dialog.returnValue === "yes");
      },
      { once: true },
    );
    dialog.showModal();
    dialog.querySelector("[data-no]").focus();
  });
}
