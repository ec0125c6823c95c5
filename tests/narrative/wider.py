# ruff: noqa: E501 (a sentence is a line)
"""More ways in which reports state what follows from what: lists, other sentences, balances, prices, points."""

from collections.abc import Callable

from .writing import Chance, D, Paragraph, half_up, money, other, percentage

CLASSES = (
    ("文化旅游体育与传媒", "社会保障和就业", "卫生健康", "住房保障"),
    ("公共安全", "城乡社区", "农林水", "住房保障"),
    ("科学技术", "节能环保", "交通运输", "灾害防治"),
)
FACILITIES = ("口袋公园", "社区食堂", "乡村书屋", "便民市场", "健身广场", "防汛泵站")
GOODS = (
    ("台", "执法记录仪"),
    ("辆", "环卫清扫车"),
    ("套", "课桌椅"),
    ("盏", "节能路灯"),
    ("架", "植保无人机"),
)


def swapped(rng: Chance, text: str, right: str, wrong_of: D, kind: str, unit: str) -> Paragraph:
    """`text` with {x} for a figure that could be another."""
    slip = other(rng, wrong_of)
    return Paragraph(
        text.replace("{x}", right), {kind: (text.replace("{x}", f"{slip}{unit}"), f"{slip}{unit}", right)}
    )


def shares_of_a_list(rng: Chance) -> Paragraph:
    names = rng.choice(CLASSES)
    values = [money(rng, 120, 1800) for _ in names]
    whole = sum(values, D(0))
    place = rng.randrange(1, len(names))
    items = []
    for n, (name, value) in enumerate(zip(names, values, strict=True)):
        share = "{p}" if n == place else f"{half_up(value * 100 / whole, 2)}%"
        of = rng.choice(("支出总额的", "本年支出的")) if n == 0 else ""
        items.append(f"{name}支出{value}万元，占{of}{share}")
    text = f"财政拨款支出{whole}万元，主要用于以下方面：{'；'.join(items)}。"
    return percentage(rng, "share", text, values[place] * 100 / whole, 2)


def rates_in_order(rng: Chance) -> Paragraph:
    budgets = [money(rng, 300, 900) for _ in range(3)]
    spent = [half_up(x * D(rng.randint(850, 990)) / 1000, 2) for x in budgets]
    place = rng.randrange(3)
    rates = [f"{half_up(b * 100 / a, 2)}%" for a, b in zip(budgets, spent, strict=True)]
    rates[place] = "{p}"
    text = (
        f"近三年培训专项预算分别为{'、'.join(f'{x}万元' for x in budgets)}，"
        f"实际支出分别为{'、'.join(f'{x}万元' for x in spent)}，执行率分别为{rates[0]}、{rates[1]}和{rates[2]}。"
    )
    return percentage(rng, "rate", text, spent[place] * 100 / budgets[place], 2)


def points_lost(rng: Chance) -> Paragraph:
    full = D(rng.choice((10, 15, 20, 30)))
    lost = money(rng, 1, 4, 1)
    kind = rng.choice(("过程类", "决策类", "产出类", "效益类"))
    text = rng.choice((
        f"{kind}指标满分{full}分，自评得分{full - lost}分，扣{{x}}，主要是佐证材料不完整。",
        f"{kind}指标分值{full}分，得{full - lost}分，扣{{x}}。",
    ))  # fmt: skip
    slip = lost + 1
    return Paragraph(
        text.replace("{x}", f"{lost}分"),
        {"derived wrong": (text.replace("{x}", f"{slip}分"), f"{slip}分", f"{lost}分")},
    )


def rolled_over(rng: Chance) -> Paragraph:
    opening, income = money(rng, 100, 500), money(rng, 1000, 4000)
    spent = half_up(income * D(rng.randint(900, 1040)) / 1000, 2)
    closing = opening + income - spent
    text = f"年初结转和结余{opening}万元，本年收入{income}万元，本年支出{spent}万元，年末结转和结余{{x}}。"
    return swapped(rng, text, f"{closing}万元", closing, "derived wrong", "万元")


def adjusted(rng: Chance) -> Paragraph:
    initial, more = money(rng, 1000, 4000), money(rng, 50, 700)
    after = initial + more
    words = rng.choice(("年中追加", "执行中调增", "年中调增"))
    text = f"培训中心年初预算{initial}万元，{words}{more}万元，调整后预算{{x}}。"
    return swapped(rng, text, f"{after}万元", after, "derived wrong", "万元")


def since_last_year(rng: Chance) -> Paragraph:
    name = rng.fresh(("印刷品发行收入", "场馆门票收入", "检验检测收入", "技术合同成交额"))
    old, more = money(rng, 800, 3000), money(rng, 30, 300)
    word, grew, new = rng.choice((("增加", "增长", old + more), ("减少", "下降", old - more)))
    text = rng.choice((
        f"全年实现{name}{new}万元。比上年{word}{more}万元，{grew}{{p}}。",
        f"{name}{new}万元，与上年{old}万元相比{word}{more}万元，{grew}{{p}}。",
        f"{name}为{new}万元，较上年（{old}万元）{grew}{{p}}。",
    ))  # fmt: skip
    return percentage(rng, "growth", text, more * 100 / old, 2)


def of_named_whole(rng: Chance) -> Paragraph:
    name = rng.fresh(FACILITIES)
    total = D(rng.randint(120, 900))
    part = total - rng.randint(10, int(total) // 2)
    text = rng.choice((
        f"全县累计建成{name}{total}处，总面积3.2万平方米；年内提档升级{part}处，占{name}总数的{{p}}。",
        f"现有{name}{total}处，覆盖9个街道。其中，实行委托运营的{part}处，占{{p}}。",
    ))  # fmt: skip
    return percentage(rng, "share", text, part * 100 / total, 2)


def bought(rng: Chance) -> Paragraph:
    unit, name = rng.choice(GOODS)
    count, price = rng.randint(12, 90), rng.randint(11, 99) * 100
    total = D(count * price) / 10000
    text = rng.choice((
        f"购置{name}{count}{unit}，每{unit}{price}元，共计{{x}}。",
        f"采购{name}{count}{unit}，单价{price}元，合计{{x}}。",
    ))  # fmt: skip
    return swapped(rng, text, f"{total}万元", total, "derived wrong", "万元")


def total_of_items(rng: Chance) -> Paragraph:
    names = ("信息化运维费", "专用材料费", "委托业务费")
    values = [money(rng, 60, 400) for _ in names]
    total = sum(values, D(0))
    items = "；".join(f"{n}预算数{v}万元，年底前全部下达" for n, v in zip(names, values, strict=True))
    return swapped(rng, f"{items}。三项合计预算数{{x}}。", f"{total}万元", total, "sum wrong", "万元")


def still_open(rng: Chance) -> Paragraph:
    name = rng.fresh(FACILITIES)
    total = rng.randint(130, 900)
    done = total - rng.randint(11, 60)
    rate = half_up(D(done) * 100 / total, 2)
    text = f"{name}计划改造{total}处，已完工{done}处，完工率{rate}%，剩余{{x}}计划下年6月底前完成。"
    return swapped(rng, text, f"{total - done}处", D(total - done), "derived wrong", "处")


def above_target(rng: Chance) -> Paragraph:
    target, more = money(rng, 80, 90, 1), money(rng, 2, 9, 2)
    reached = target + more
    text = f"服务对象满意率{reached}%，比年度目标{target}%高{{x}}。"
    return swapped(rng, text, f"{more}个百分点", more, "difference wrong", "个百分点")


def staffing(rng: Chance) -> Paragraph:
    posts = D(rng.randint(60, 400))
    staff = posts - rng.randint(1, 20)
    text = f"单位核定编制{posts}名，年末在职人员{staff}名，在职人员控制率{{p}}。"
    return percentage(rng, "rate", text, staff * 100 / posts, 2)


def each(rng: Chance) -> Paragraph:
    unit, word = rng.choice((("家", "企均"), ("辆", "车均"), ("笔", "笔均"), ("所", "校均")))
    count, amount = rng.randint(40, 300), money(rng, 11, 60, 1)
    total = amount * count
    noun = {"家": "企业", "辆": "车辆", "笔": "贷款", "所": "学校"}[unit]
    text = f"安排资金{total}万元，支持{noun}{count}{unit}，{word}{{x}}。"
    slip = amount + 1
    return Paragraph(
        text.replace("{x}", f"{amount}万元"),
        {"derived wrong": (text.replace("{x}", f"{slip}万元"), f"{slip}万元", f"{amount}万元")},
    )


def in_all(rng: Chance) -> Paragraph:
    carried, granted = money(rng, 100, 400), money(rng, 500, 900)
    total = carried + granted
    text = f"上年结转{carried}万元，本年下达{granted}万元，共计{{x}}。"
    slip = total + money(rng, 1, 9)
    return Paragraph(
        text.replace("{x}", f"{total}万元"),
        {"sum wrong": (text.replace("{x}", f"{slip}万元"), f"{slip}万元", f"{total}万元")},
    )


def graded(rng: Chance) -> Paragraph:
    best, good, fair = rng.randint(20, 90), rng.randint(5, 20), rng.randint(1, 9)
    total = best + good + fair
    text = f"参加自评的项目{total}个，自评等级为优的{best}个、良的{good}个、中的{fair}个，优良率{{p}}。"
    return percentage(rng, "rate", text, D(best + good) * 100 / total, 2)


WIDER: tuple[Callable[[Chance], Paragraph], ...] = (
    shares_of_a_list, rates_in_order, points_lost, rolled_over, adjusted, since_last_year, of_named_whole, bought,
    total_of_items, still_open, above_target, staffing, each, in_all, graded,
)  # fmt: skip
