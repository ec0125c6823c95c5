"""What a Chinese input method is still composing is neither saved nor a key."""

import pytest
from playwright.sync_api import expect

from departments.models import Project

pytestmark = pytest.mark.django_db(transaction=True)


def test_keys_of_an_input_method_are_not_ours(page, open_section, is_saved, assessment, cell):
    project = assessment.projects.get()
    open_section("projects")
    sent = []
    page.on("request", lambda x: sent.append(x) if x.method == "POST" and "projects" in x.url else None)
    box = cell(project, "office")
    box.focus()
    browser = page.context.new_cdp_session(page)

    for typed in ("c", "ca", "cai", "caiw", "caiwu"):
        browser.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
    for key in ("Enter", "ArrowDown", "Escape"):
        page.evaluate(
            """key => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
                {key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))""",
            key,
        )
    expect(box).to_be_focused()
    page.wait_for_timeout(1200)
    assert [x for x in sent if x.url.endswith("/projects/")] == []
    browser.send("Input.insertText", {"text": "财务科"})
    expect(box).to_have_value("财务科")
    is_saved()
    assert Project.objects.get().office == "财务科"
