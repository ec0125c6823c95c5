// Parts of a page that follow what was saved: the answer's own take the place of those that stand there.
"use strict";

(() => {
  const { csrfToken, isSignedOut } = window.perfeval;
  const SIGNED_OUT = "登录已过期，请在新窗口登录后点“重试”";
  const NO_ANSWER = "网络不通或服务器没有回答";

  function posted(form) {
    const data = new FormData(form);
    if (csrfToken()) data.set("csrfmiddlewaretoken", csrfToken());
    return data;
  }

  async function fresh(answer) {
    if (!answer.ok) throw new Error(answer.status === 403 ? "现在不能修改，可能已经送审；请刷新页面" : NO_ANSWER);
    if (isSignedOut(answer.url)) throw new Error(SIGNED_OUT);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function swap(page) {
    const focused = document.activeElement?.id;
    for (const part of document.querySelectorAll("[data-fresh], #sections, .messages")) {
      const same = part.dataset.fresh ? `[data-fresh="${part.dataset.fresh}"]` : part.id ? `#${part.id}` : ".messages";
      const next = page.querySelector(same);
      if (next) part.replaceWith(document.adoptNode(next));
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  const refresh = async () => swap(await fresh(await fetch(location.href)));

  window.perfeval.parts = { posted, fresh, swap, refresh, SIGNED_OUT, NO_ANSWER };
})();
