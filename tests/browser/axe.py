"""Whether people with other eyes, ears and hands can use a page: axe-core, asked for WCAG 2.2 A and AA."""

import json
from importlib.resources import files
from typing import Any

from playwright.async_api import Page

AXE_SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ASKED = f"""axe.run(document, {{
  runOnly: {json.dumps(RULES)}, resultTypes: ['violations'], elementRef: false, preload: false
}}).then(found => JSON.stringify(found.violations))"""


async def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule: the rule, the element, and why.

    Asked through the browser's own protocol: the page's policy allows no foreign script, and must not for this.
    """
    protocol = await page.context.new_cdp_session(page)
    try:
        if not await _evaluated(protocol, "typeof axe === 'object'"):
            await _evaluated(protocol, AXE_SCRIPT + ";true")
        found = json.loads(await _evaluated(protocol, ASKED))
    finally:
        await protocol.detach()
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for rule in found
        for node in rule["nodes"]
    ]


async def _evaluated(protocol: Any, expression: str) -> Any:
    answer = await protocol.send(
        "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")
