"""What a browser says of itself, in plain words: 「Windows 10或11 · Edge」."""

import re

SYSTEMS = (
    (r"HarmonyOS|OpenHarmony", "鸿蒙"), (r"Android", "安卓"), (r"iPhone", "iPhone"), (r"iPad", "iPad"),
    (r"Windows NT 10", "Windows 10或11"), (r"Windows NT 6\.[23]", "Windows 8"),
    (r"Windows NT 6\.1", "Windows 7"), (r"Windows NT 5", "Windows XP"), (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"), (r"UOS|Uos|Deepin|deepin", "统信UOS"), (r"Kylin|kylin", "麒麟"),
    (r"Linux|X11", "Linux"),
)  # fmt: skip
"""Pattern → system; the first that fits counts."""
BROWSERS = (
    (r"MicroMessenger", "微信"), (r"DingTalk", "钉钉"), (r"QQBrowser", "QQ浏览器"),
    (r"360SE|360EE|QIHU|QHBrowser", "360浏览器"), (r"MetaSr", "搜狗浏览器"), (r"LBBROWSER", "猎豹浏览器"),
    (r"UBrowser|UCBrowser", "UC浏览器"), (r"Edg(e|A|iOS)?/", "Edge"), (r"OPR/|Opera", "Opera"),
    (r"Firefox/|FxiOS", "Firefox"), (r"HuaweiBrowser", "华为浏览器"), (r"Chrome/|Chromium/|CriOS", "Chrome"),
    (r"Trident/|MSIE", "Internet Explorer"), (r"Safari/", "Safari"),
)  # fmt: skip
"""Others call themselves Chrome and Safari too, so these two stand behind them."""
UNKNOWN = "不认识的设备"


def called(agent: str) -> str:
    """System and browser, as far as they are known."""
    found = [_first(table, agent) for table in (SYSTEMS, BROWSERS)]
    return " · ".join(x for x in found if x) or UNKNOWN


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, agent)), "")
