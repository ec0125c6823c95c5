"""Figures that are no quantities: dates, ordinals, document numbers, headings, names."""

import re

_N = r"[0-9零〇○一二两三四五六七八九十百千]+"
_TO = r"\s*(?:-|—+|–|~|至|到)\s*"
_YEAR = r"(?:19|20)[0-9]{2}"
_DAY = r"[0-9]{1,2}\s*[日号]"
_MONTH = rf"[0-9]{{1,2}}\s*月(?:份)?(?:\s*{_DAY})?"

PATTERNS = (
    r"[0-9]{21,}",  # account numbers; no figure has as many digits
    # document numbers: 财预〔2020〕10号, GB/T 9704-2012, 42号文件
    rf"[〔\[(【]\s*{_YEAR}\s*[〕\])】]\s*(?:第\s*)?(?:[0-9]+\s*号)?",
    r"(?:GB|DB|ISO|JGJ|CJJ|HJ)[/A-Z0-9]*\s?[0-9]+(?:[.\-—][0-9]+)*",
    r"[A-Za-z]+[A-Za-z0-9]*(?:[/.·-][A-Za-z0-9]+)*[0-9]+(?:[.\-—][0-9]+)*"
    r"(?![0-9.]*\s*(?:余|多|[万亿%个家项次处台套件人户场张条支名部]))",
    r"[0-9]+\s*号(?!召)",
    # dates and periods
    rf"{_YEAR}\s*年?(?:度)?{_TO}{_YEAR}\s*年(?:度)?",
    rf"{_YEAR}\s*[-/.]\s*[0-9]{{1,2}}\s*[-/.]\s*[0-9]{{1,2}}\s*日?",
    rf"{_YEAR}\s*(?:、|和|与|及)\s*(?={_YEAR}\s*年)",
    rf"{_YEAR}\s*年(?:度|底|末|初)?\s*(?:[0-9]{{1,2}}{_TO}[0-9]{{1,2}}\s*月(?:份)?|{_MONTH})?"
    rf"(?:{_TO}(?:{_YEAR}\s*年)?(?:{_MONTH}|{_DAY}))?",
    rf"[0-9]{{1,2}}{_TO}{_MONTH}",
    rf"{_MONTH}(?:{_TO}(?:{_YEAR}\s*年)?(?:{_MONTH}|{_DAY}))?",
    rf"{_DAY}(?:{_TO}{_DAY})?(?!均)",
    rf"[0-9]{{1,2}}{_TO}{_DAY}",
    r"(?<![0-9.])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])",
    r"(?<![0-9.])[0-9]{1,2}\s*[点时](?:[0-9]{1,2}分)?(?!均)",
    r"[零〇○一二三四五六七八九]{4}年(?:度)?",
    # ordinals, levels, rankings
    rf"第\s*{_N}(?:\s*[、和及至]\s*第?{_N}(?=[届名批次期季]))*\s*(?:季度|方阵|[届名批位次条款项号期轮季个章节类]?)",
    r"(?:前|列|TOP|Top)\s*[0-9]+\s*(?:名|位|强)",
    r"[0-9]+\s*(?:强|后(?=[干青年]))",
    r"[0-9]{1,2}\s*[Aa]+\s*级?(?![A-Za-z])",
    r"[0-9]+\s*级(?!别)",
    # headings and list marks
    r"(?m:^) *[0-9]{1,2}(?:\.[0-9]{1,2}){2,} *(?=[^0-9\s])",
    r"(?m:^) *[0-9]{1,2}\.[0-9]{1,2} +(?=[^0-9\s%万亿元个家项])",
    r"(?m:^) *[(]?[0-9]{1,2}(?:[)]|[.、](?![0-9]))",
    r"(?<=[:;。,，]) *[0-9]{1,2}[.、](?![0-9])",
    r"[(]\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[)]",
    r"(?:目标|附件|附表|表|图|指标|标段|阶段|步骤|方案|附录|序号)\s*[0-9]{1,2}(?=\s*(?:[:：。，,;、(\"”》\n]|$))",
    # names
    r"[0-9]+(?:\.[0-9]+)?\s?(?:[Gg]|[sS]店|[dD]|PC|WIFI)(?![A-Za-z])",
    r"[0-9]\.0(?=\s*(?:标准|版|时代|模式|升级|系统|平台|阶段))",
    r"[0-9]{1,2}[.·][0-9]{1,2}(?=\s*(?:活动|专案|晚会|消费者|行动|事故|工程|讲话|大爆炸))",
    r"[0-9]+\+(?:[0-9]+|[A-Za-z])",
    r"[0-9]+\s*[×xX*]\s*[0-9]+(?:\s*小时)?",
    r"(?<![0-9.])[0-9]{3,5}(?=\s*(?:热线|政务服务|便民|专线|举报|电话|急救|报警|指挥|市民服务|平台|网格))",
    r"(?<![0-9.%])[0-9]{1,3}(?:\.[0-9]+)?(?: *: *[0-9]{1,3}(?:\.[0-9]+)?)+(?![0-9.%])",
    r"(?<![0-9.%])[0-9]{1,3}\s*/\s*[0-9]{1,3}(?![0-9.%])",
    r"[\[〔【]\s*[0-9]{1,3}\s*[\]〕】]",
)
"""Read from the first on; what one pattern takes is no longer there for the next."""
_PATTERNS = tuple(re.compile(pattern) for pattern in PATTERNS)
_QUOTED = re.compile(r"[“\"《‘][^“”\"《》‘’\n]{1,16}[”\"》’]")
_BARE = re.compile(
    r"[一二两三四五六七八九十百千]+|[0-9]+(?![0-9]*(?:\.[0-9]+)?\s*(?:%|[万亿]|个|元|家|项|次|人))"
)
FILLER = "□"


def masked(folded: str) -> str:
    """The text with every figure that is no quantity blanked out, character by character."""
    for pattern in _PATTERNS:
        folded = pattern.sub(lambda match: FILLER * len(match[0]), folded)
    return _QUOTED.sub(lambda match: _BARE.sub(lambda x: FILLER * len(x[0]), match[0]), folded)
