// Speak with the workspace as one person.

const { user, words: told } = document.body.dataset;
export const words = JSON.parse(told);

export async function post(path, body) {
  try {
    const answer = await fetch(`/client/${user}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body ?? {}),
    });
    if (answer.ok) return await answer.json();
    return { ok: false, error: words.failed };
  } catch {
    // fetch rejects only when nobody answers at all; the person is told so by whoever asked.
    return { ok: false, error: words.lost };
  }
}

export async function fragment(part) {
  const here = encodeURIComponent(document.body.dataset.here);
  const answer = await fetch(`/as/${user}/fragment/${part}?channel=${here}`);
  if (!answer.ok) throw new Error(`${part}: ${answer.status}`);
  return answer.text();
}

export const changesAddress = `/client/${user}/changes`;

const notice = document.getElementById("notice");
notice.querySelector("button").addEventListener("click", () => hideNotice());

export function showNotice(sentence, kind = "error") {
  notice.querySelector("span").textContent = sentence;
  notice.dataset.kind = kind;
  notice.hidden = false;
}

export function hideNotice(kind) {
  if (!kind || notice.dataset.kind === kind) notice.hidden = true;
}
