// Asks the browser for a passkey and sends its answer with the form that the button stands in.
// Every word it says stands in the page; without it, the page offers the other ways.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const base64url = (buffer) => btoa(Array.from(new Uint8Array(buffer), (b) => String.fromCharCode(b)).join(""))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const read = (create, options) => {
    const parse = create ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
    if (PublicKeyCredential[parse]) return PublicKeyCredential[parse](options);
    const keys = (list = []) => list.map((key) => ({ ...key, id: bytes(key.id) }));
    const out = { ...options, challenge: bytes(options.challenge) };
    if (!create) return { ...out, allowCredentials: keys(options.allowCredentials) };
    return { ...out, user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: keys(options.excludeCredentials) };
  };

  const write = (key) => {
    try {
      if (key.toJSON) return JSON.stringify(key.toJSON());
    } catch {
      // A password manager that stands in for the browser may not know how.
    }
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = base64url(key.response[name]);
    }
    if (key.response.getTransports) response.transports = key.response.getTransports();
    const { id, type } = key;
    return JSON.stringify({ id, rawId: base64url(key.rawId), type, response, clientExtensionResults: key.getClientExtensionResults() });
  };

  const ask = async (button, more) => {
    if (!globalThis.PublicKeyCredential) throw new DOMException("", "NotSupportedError");
    const create = button.dataset.passkey === "create";
    const all = JSON.parse(button.dataset.options, (_, value) => (value === null ? undefined : value));
    const options = all.publicKey || all;
    const { username, display_name: shown } = button.form.elements;
    if (create && username) {
      options.user.name = username.value.trim();
      options.user.displayName = shown.value.trim();
    }
    return write(await navigator.credentials[create ? "create" : "get"]({ publicKey: read(create, options), ...more }));
  };

  const send = (button, answer) => {
    const { form } = button;
    const keep = document.getElementById("keep");
    form.elements.answer.value = answer;
    if (form.elements.with) form.elements.with.value = "passkey";
    // The box stands in the other form; a program that sends hidden fields must not ask for it by itself.
    if (keep && keep.checked && keep.form !== form) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "keep", value: "1" }));
    }
    form.dataset.sent = "1";
    button.setAttribute("aria-busy", "true");
    form.submit();
  };

  // Keys among the names that the browser offers for the name's field; gives way to a pressed button.
  let waiting;
  const offer = async (button) => {
    try {
      if (!(await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
      waiting = new AbortController();
      send(button, await ask(button, { mediation: "conditional", signal: waiting.signal }));
    } catch {
      // The button and the password are still there.
    }
  };

  const press = async (button) => {
    const { form } = button;
    const said = form.querySelector("[data-wait]");
    const say = (words, look) => { said.textContent = words; said.className = look; };
    if (waiting) waiting.abort();
    say(said.dataset.wait, "hint");
    try {
      send(button, await ask(button));
    } catch ({ name = "" }) {
      delete form.dataset.sent;
      button.removeAttribute("aria-busy");
      say(said.dataset[name.charAt(0).toLowerCase() + name.slice(1)] || said.dataset.other, "error");
      if ("autofill" in button.dataset) offer(button);
    }
  };

  document.querySelectorAll("button[data-passkey]").forEach((button) => {
    if (button.type === "submit") {
      button.form.addEventListener("submit", (event) => {
        const again = event.defaultPrevented;
        event.preventDefault();
        if (!again) press(button);
      });
    } else {
      // In a form that is also sent without a key: all but its passwords must be filled in.
      button.addEventListener("click", () => {
        const { form } = button;
        if (form.dataset.sent || ![...form.elements].every((field) => field.type === "password" || field.reportValidity())) return;
        form.dataset.sent = "1";
        button.setAttribute("aria-busy", "true");
        press(button);
      });
    }
    if ("autofill" in button.dataset) offer(button);
  });
})();
