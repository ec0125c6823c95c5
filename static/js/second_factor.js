// Security keys: hands the options of the page to the browser and its answer to the form.
// Conversions are written out, because PublicKeyCredential.parse…FromJSON is missing in browsers before 2024.
"use strict";

(() => {
  const box = document.querySelector("[data-key]");
  if (!box) return;
  const { key: kind, options } = box.dataset;
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const form = document.getElementById(box.dataset.form);

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (x) => x.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((x) => ({ ...x, id: bytes(x.id) }));

  function asked() {
    const { publicKey } = JSON.parse(options);
    const own = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (publicKey.user) own.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    if (publicKey.allowCredentials) own.allowCredentials = named(publicKey.allowCredentials);
    if (publicKey.excludeCredentials) own.excludeCredentials = named(publicKey.excludeCredentials);
    return { publicKey: own };
  }

  function answered(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment ?? null,
      clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
      response,
    };
  }

  const WHY = {
    NotAllowedError: "没有完成：操作被取消或超时，请再试一次。",
    InvalidStateError: "这个安全密钥已经绑定过了。",
    SecurityError: "当前网址不能使用安全密钥，请用正式的 https 网址打开本系统。",
  };

  async function ask() {
    button.disabled = true;
    said.textContent = "请插入并触碰安全密钥，或按浏览器的提示操作……";
    try {
      const credential = await navigator.credentials[kind](asked());
      form.elements.answer.value = JSON.stringify(answered(credential));
      form.submit();
    } catch (error) {
      said.textContent = WHY[error.name] ?? "安全密钥没有回应，请再试一次，或改用其他方式。";
      button.disabled = false;
    }
  }

  if (!window.PublicKeyCredential) {
    button.disabled = true;
    said.textContent = "这里不能使用安全密钥：需要较新的浏览器，并用 https 网址打开本系统。";
    return;
  }
  button.addEventListener("click", () => form.reportValidity() && ask());
})();
