// What a script adds to the pages: show a password, copy a number or print a sheet, close a menu, reach the search by "/".
// Nothing here is needed to use them.
(() => {
  "use strict";
  const on = (selector, event, act) => document.querySelectorAll(selector).forEach((el) => el.addEventListener(event, (e) => act(el, e)));

  on("button[aria-controls][aria-pressed]", "click", (button) => {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const show = field.type === "password";
    field.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
    field.focus();
  });

  on(".copy > button", "click", async (button) => {
    const said = button.querySelector("[data-done]");
    try {
      await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
      return;
    }
    const word = said.textContent;
    said.textContent = said.dataset.done;
    setTimeout(() => { said.textContent = word; }, 4000);
  });

  // What a new password has already, and how hard it is to guess.
  const kinds = { uppercase: /\p{Lu}/u, lowercase: /\p{Ll}/u, number: /\p{N}/u, special: /[^\p{L}\p{N}]/u };
  document.querySelectorAll("[data-rules]").forEach((list) => {
    const field = document.getElementById(list.dataset.rules);
    field.addEventListener("input", () => list.querySelectorAll("[data-rule]").forEach((rule) => {
      rule.classList.toggle("met", kinds[rule.dataset.rule].test(field.value));
    }));
  });
  document.querySelectorAll("[data-strength]").forEach((box) => {
    const field = document.getElementById(box.dataset.strength);
    const [meter, said] = [box.querySelector("meter"), box.querySelector("[role=status]")];
    let waiting = 0;
    const rate = async () => {
      const asked = field.value;
      const told = ["csrf", "username", "email", "display_name", "password"];
      const form = new URLSearchParams([...new FormData(field.form)].filter(([name]) => told.includes(name)));
      try {
        const answer = await fetch("/password/strength", { method: "POST", body: form });
        if (!answer.ok || asked !== field.value) return;
        const { score } = await answer.json();
        meter.value = score;
        said.textContent = score >= Number(box.dataset.least) ? box.dataset.enough : box.dataset.short;
      } catch { /* No answer: the server rates it when the form is sent. */ }
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      if (field.value) { waiting = setTimeout(rate, 250); } else { meter.value = 0; said.textContent = ""; }
    });
  });

  // Whoever types a password is told when capitals are locked.
  on("input[type=password]", "keyup", (field, event) => {
    const hint = field.closest(".field, form").querySelector("[data-caps]");
    const said = event.getModifierState?.("CapsLock") ? hint?.dataset.caps : "";
    if (hint && hint.textContent !== said) hint.textContent = said;
  });
  on("input[type=password]", "blur", (field) => {
    const hint = field.closest(".field, form").querySelector("[data-caps]");
    if (hint) hint.textContent = "";
  });

  // A code goes off with its last digit, once: what was wrong is sent by hand.
  on("input[data-sends]", "input", (field) => {
    const digits = field.value.replace(/\s/g, "");
    if (field.dataset.gone || !/^\d+$/.test(digits) || digits.length !== Number(field.dataset.sends)) return;
    field.dataset.gone = "1";
    field.form.requestSubmit();
  });
  // How long the app still shows its code, by the server's clock.
  document.querySelectorAll("progress[data-left]").forEach((dial) => {
    const ends = performance.now() + Number(dial.dataset.left) * 1000;
    setInterval(() => {
      const left = ((ends - performance.now()) / 1000) % dial.max;
      dial.value = left > 0 ? left : left + dial.max;
    }, 1000);
  });

  on("button[data-print]", "click", () => print());

  // A second press while the first is on its way does nothing; the button keeps its place and its focus.
  on("form[method=post]", "submit", (form, event) => {
    const button = event.submitter || form.querySelector("button[type=submit]");
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (button) button.setAttribute("aria-busy", "true");
  });
  // What needs no more than a press is sent by itself.
  document.querySelector("form[data-send]")?.requestSubmit();

  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    document.querySelectorAll("[aria-busy]").forEach((el) => el.removeAttribute("aria-busy"));
  });

  // A sign-in that was sent in one tab takes along the others that wait for one: they ask again, unless somebody types there.
  const waits = () => document.querySelector('form[action="/login"], form[action="/second-factor"]');
  // What the page before in this very tab has told reaches its next page too, and is not for it: it would take an error away unread.
  const tab = (() => { try { return (sessionStorage.portcullis ||= `${Math.random()} `); } catch { return ""; } })();
  const tell = () => { try { localStorage.setItem("portcullis", tab + Date.now()); } catch { /* Storage is closed: each tab is on its own. */ } };
  addEventListener("pagehide", () => { if (waits() && document.querySelector("form[data-sent]")) tell(); });
  addEventListener("storage", ({ key, newValue }) => {
    if (tab && newValue?.startsWith(tab)) return;
    const here = document.querySelector('form[action="/language"] input[name=to]');
    const typed = () => [...document.querySelectorAll("main input:not([type=hidden], [type=checkbox])")].some((field) => field.value !== field.defaultValue);
    if (key !== "portcullis" || !waits() || !here || document.querySelector("form[data-sent]")) return;
    setTimeout(() => { if (!typed()) location.replace(here.value); }, 300);
  });

  on("details.menu", "keydown", (menu, event) => {
    const summary = menu.querySelector("summary");
    if (event.key === "Escape" && menu.open) { menu.open = false; summary.focus(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    menu.open = true;
    const items = [...menu.querySelectorAll(".list a, .list button")];
    const at = items.indexOf(document.activeElement);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length;
    if (items[next]) items[next].focus();
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.getElementById("q");
    if (!search || /^(input|textarea|select)$/i.test(document.activeElement.tagName)) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
})();
