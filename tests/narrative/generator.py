# ruff: noqa: E501 (a sentence is a line)
"""Realistic reports with one known error, for measuring the checker. Own vocabulary, own sentences.

A paragraph is written with figures that agree; `errors` holds for each class the figure that could be wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .wider import WIDER
from .writing import Chance, D, Paragraph, half_up, money, other, percentage, wrong_rate

YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
PLACES = ("全县", "全区", "全市", "我县", "我区", "辖区内", "")
WORKS = (
    "危桥改造",
    "管网改造",
    "标准化卫生室建设",
    "乡村公路硬化",
    "河道清淤",
    "校舍加固",
    "智慧停车场建设",
    "排水泵站更新",
    "养老驿站建设",
    "高标准农田建设",
)
MEASURED = {"公里": ("乡道养护里程", "燃气管道铺设", "雨水管网疏浚"), "亩": ("经济林抚育", "湿地修复面积", "设施蔬菜种植"),
            "人": ("家政服务员培训", "适龄妇女两癌筛查", "基层医师轮训"), "户": ("危旧住房加固", "农村改厕", "低收入家庭光伏安装"),
            "台": ("除颤仪配置", "充电桩安装", "老旧电梯更新"), "万吨": ("污水集中处理", "建筑垃圾消纳", "秸秆综合利用")}  # fmt: skip
CASES = (("受理", "办结", "办结率", "件", "市民诉求"), ("发现", "整改", "整改率", "处", "燃气隐患"), ("抽检", "合格", "合格率", "批次", "农资样品"),
         ("收到", "答复", "答复率", "件", "代表建议"), ("立案", "结案", "结案率", "件", "劳动争议"), ("报名", "录取", "录取率", "人", "技能学员"))  # fmt: skip
FUNDS = (
    "水源地保护资金",
    "校园安防资金",
    "基层门诊补助资金",
    "村级公益事业奖补资金",
    "法律援助资金",
    "农机购置补贴资金",
    "红色景区修缮资金",
)
LEVELS = ("年末持证社工", "规模以上工业企业", "注册志愿者", "在册出租汽车", "省级示范合作社", "备案民宿")
SPEND = ("因公接待费", "车辆运维费", "会议费", "印刷费", "差旅费")


@dataclass
class Report:
    """A text with one planted error: its class, the wrong figure and the right one."""

    text: str
    kind: str
    wrong: str
    right: str


def execution(rng: Chance) -> Paragraph:
    fund = rng.fresh(FUNDS)
    budget = money(rng, 80, 4000)
    spent = half_up(budget * D(rng.randint(800, 999)) / 1000, 2)
    template = rng.choice(
        (
            f"{fund}年初安排预算{budget}万元，全年实际支出{spent}万元，预算执行率{{p}}。",
            f"{fund}预算数{budget}万元，执行数{spent}万元，执行率为{{p}}，主要用于设备购置和人员培训。",
            f"上级下达{fund}{budget}万元，截至12月31日已拨付使用{spent}万元，资金使用率达{{p}}。",
            f"年度共安排{fund}{budget}万元，支付{spent}万元，支付率{{p}}，项目均按计划推进。",
            f"{fund}预算安排{budget}万元，决算支出{spent}万元，完成预算的{{p}}。",
            f"{fund}预算数和执行数分别为{budget}万元、{spent}万元，执行率{{p}}。",
        )
    )
    return percentage(rng, "rate", template, spent * 100 / budget, rng.choice((1, 2, 2)))


def target(rng: Chance) -> Paragraph:
    unit, names = rng.choice(list(MEASURED.items()))
    name, place = rng.fresh(names), rng.choice(PLACES)
    goal = D(rng.randint(12, 900))
    done = half_up(goal * D(rng.randint(900, 1290)) / 1000, 0 if unit in "人户台" else 1)
    template = rng.choice(
        (
            f"{place}全年完成{name}{done}{unit}，完成年度目标{goal}{unit}的{{p}}。",
            f"{place}{name}实际完成{done}{unit}，为年初计划{goal}{unit}的{{p}}，进度符合预期。",
            f"{name}目标任务{goal}{unit}，实际完成{done}{unit}，完成率{{p}}。",
            f"（{rng.randint(1, 9)}）{name}。年度计划{goal}{unit}，全年累计完成{done}{unit}，目标完成率达到{{p}}。",
            f"{name}{done}{unit}，达到既定任务{goal}{unit}的{{p}}。",
        )
    )
    return percentage(rng, "target", template, done * 100 / goal, rng.choice((0, 1, 2)))


def handled(rng: Chance) -> Paragraph:
    verb, done_verb, rate, unit, noun = rng.choice(CASES)
    total = D(rng.randint(60, 5000))
    done = total - rng.randint(1, int(total) // 8 + 1)
    template = rng.choice(
        (
            f"全年{verb}{noun}{total}{unit}，{done_verb}{done}{unit}，{rate}{{p}}。",
            f"本年度共{verb}{noun}{total}{unit}，已{done_verb}{done}{unit}，{rate}达{{p}}，群众反映良好。",
            f"{noun}方面，共{verb}{total}{unit}，其中{done_verb}{done}{unit}，{rate}为{{p}}。",
        )
    )
    return percentage(rng, "rate", template, done * 100 / total, rng.choice((1, 2)))


def shares(rng: Chance) -> Paragraph:
    first, second = rng.choice(
        (("基本支出", "项目支出"), ("人员经费", "公用经费"), ("财政拨款收入", "其他收入"))
    )
    whole_name = {"基本支出": "本单位支出合计", "人员经费": "基本支出", "财政拨款收入": "全年收入总计"}[first]
    a, b = money(rng, 300, 5000), money(rng, 100, 3000)
    whole = a + b
    share_a, share_b = half_up(a * 100 / whole, 2), half_up(b * 100 / whole, 2)
    template = rng.choice(
        (
            f"{whole_name}{{w}}万元，其中：{first}{{a}}万元，占{{s}}；{second}{{b}}万元，占{share_b}%。",
            f"{whole_name}{{w}}万元。其中，{first}{{a}}万元，占比{{s}}；{second}{{b}}万元，占比{share_b}%。",
            f"{whole_name}为{{w}}万元，其中{first}{{a}}万元、占总额的{{s}}，{second}{{b}}万元、占总额的{share_b}%。",
        )
    )
    values = {"w": whole, "a": a, "b": b, "s": f"{share_a}%"}
    found = Paragraph(template.format(**values))
    for way, value in wrong_rate(rng, a * 100 / whole, 2).items():
        kind = "share wrong" if way == "wrong" else way
        found.errors[kind] = (template.format(**values | {"s": f"{value}%"}), f"{value}%", f"{share_a}%")
    return found


def parts(rng: Chance) -> Paragraph:
    names, unit, noun = rng.choice((
        (("原料采购", "设备采购", "服务采购"), "万元", "采购合同额"),
        (("数量指标", "质量指标", "时效指标"), "个", "产出指标"), (("新建", "改建"), "座", "公共厕所"),
        (("男职工", "女职工"), "人", "在岗职工"), (("中央资金", "省级资金", "县级资金"), "万元", "衔接资金"),
        (("城镇居民", "农村居民"), "户", "救助家庭"), (("上半年", "下半年"), "场", "宣讲活动"),
        (("在职人员", "离退休人员"), "名", "工资发放对象"),
    ))  # fmt: skip
    is_money = unit == "万元"
    values = [money(rng, 20, 900) if is_money else D(rng.randint(3, 60)) for _ in names]
    whole = sum(values, D(0))
    listed = rng.choice(("、", "，")).join(f"{n}{v}{unit}" for n, v in zip(names, values, strict=True))
    template = rng.choice((
        f"{noun}共{{w}}{unit}，其中{listed}。", f"{noun}合计{{w}}{unit}，其中：{listed}。", f"全年{noun}{{w}}{unit}（{listed}）。",
        f"全年{noun}中，{listed}，合计{{w}}{unit}。",
    ))  # fmt: skip
    found = Paragraph(template.replace("{w}", str(whole)))
    slip = whole + rng.choice((-1, 1)) * (money(rng, 1, 9) if is_money else rng.randint(1, 2))
    found.errors["sum wrong"] = (template.replace("{w}", str(slip)), f"{slip}{unit}", f"{whole}{unit}")
    return found


def growth(rng: Chance) -> Paragraph:
    year = rng.choice(YEARS)
    name, unit = rng.fresh(LEVELS), rng.choice(("家", "人", "辆"))
    old = D(rng.randint(80, 5000))
    difference = D(rng.randint(3, int(old) // 4 + 4))
    rises = rng.random() < 0.65
    new = old + difference if rises else old - difference
    more, grew, to = ("增加", "增长", "增加到") if rises else ("减少", "下降", "减少到")
    template, with_both = rng.choice(
        (
            (f"{name}由上年的{old}{unit}{to}{new}{unit}，{more}{{d}}{unit}，{grew}{{p}}。", True),
            (f"{name}从{year - 1}年的{old}{unit}{to}{year}年的{new}{unit}，{grew}{{p}}。", False),
            (f"{name}{new}{unit}，比上年{old}{unit}{more}{{d}}{unit}，{grew}{{p}}。", True),
            (f"{name}达到{new}{unit}，较上年{more}{difference}{unit}，{grew}{{p}}。", False),
            (f"{year - 1}年{name}{old}{unit}，{year}年{name}{new}{unit}，{grew}{{p}}。", False),
            (f"{name}为{new}{unit}，较上年同期的{old}{unit}{grew}{{p}}。", False),
        )
    )
    exact = difference * 100 / old
    found = percentage(rng, "growth", template.replace("{d}", str(difference)), exact, rng.choice((1, 2)))
    if with_both:
        slip = other(rng, difference)
        text = template.replace("{d}", str(slip)).replace("{p}", f"{half_up(exact, 2)}%")
        found.errors["difference wrong"] = (text, f"{slip}{unit}", f"{difference}{unit}")
    return found


def points(rng: Chance) -> Paragraph:
    name = rng.choice(("公共交通分担率", "婴幼儿入托率", "垃圾分类参与率", "图书馆数字资源利用率"))
    old, more = money(rng, 40, 80, 1), money(rng, 1, 15, 1)
    template = rng.choice((
        f"{name}由{old}%提高到{old + more}%，提高{{d}}个百分点。", f"{name}从上年的{old}%提升至{old + more}%，提升了{{d}}个百分点。",
        f"{name}{old + more}%，比上年的{old}%提高{{d}}个百分点。",
    ))  # fmt: skip
    slip = other(rng, more)
    return Paragraph(
        template.replace("{d}", str(more)),
        {"difference wrong": (template.replace("{d}", str(slip)), f"{slip}个百分点", f"{more}个百分点")},
    )


def balance(rng: Chance) -> Paragraph:
    fund = rng.fresh(FUNDS)
    budget = money(rng, 100, 900)
    spent = half_up(budget * D(rng.randint(850, 990)) / 1000, 2)
    left = budget - spent
    template = rng.choice(
        (
            f"{fund}预算{budget}万元，实际支出{spent}万元，结余{{d}}万元，已按规定收回。",
            f"{fund}全年预算数{budget}万元，执行数{spent}万元，剩余{{d}}万元结转下年使用。",
        )
    )
    slip = other(rng, left)
    return Paragraph(
        template.replace("{d}", str(left)),
        {"derived wrong": (template.replace("{d}", str(slip)), f"{slip}万元", f"{left}万元")},
    )


def average(rng: Chance) -> Paragraph:
    heads, each = rng.randint(50, 4000), rng.randint(3, 60) * 100
    total = D(heads * each) / 10000
    unit, word = rng.choice((("人", "人均"), ("户", "户均")))
    template = rng.choice((
        f"发放困难帮扶金{total}万元，惠及{heads}{unit}，{word}{{d}}元。", f"全年为{heads}{unit}兑付补贴{total}万元，{word}补贴{{d}}元。",
    ))  # fmt: skip
    slip = each + rng.choice((-100, 50, 100, 20))
    if abs(slip - each) * 6 > each:
        slip = each + 20
    return Paragraph(
        template.replace("{d}", str(each)),
        {"derived wrong": (template.replace("{d}", str(slip)), f"{slip}元", f"{each}元")},
    )


def scores(rng: Chance) -> Paragraph:
    execution_score, output, benefit, satisfaction = (
        money(rng, 15, 19),
        money(rng, 36, 40, 1),
        money(rng, 26, 30, 1),
        D(10),
    )
    total = execution_score + output + benefit + satisfaction
    template = rng.choice(
        (
            f"预算执行得分{execution_score}分，产出指标得分{output}分，效益指标得分{benefit}分，满意度指标得分{satisfaction}分，自评总得分{{w}}分。",
            f"自评总得分{{w}}分，其中预算执行得分{execution_score}分、产出指标得分{output}分、效益指标得分{benefit}分、满意度指标得分{satisfaction}分。",
        )
    )
    slip = other(rng, total)
    return Paragraph(
        template.replace("{w}", str(total)),
        {"score sum wrong": (template.replace("{w}", str(slip)), f"{slip}分", f"{total}分")},
    )


def counts(rng: Chance) -> Paragraph:
    total = rng.randint(12, 40)
    left = rng.randint(1, 4)
    template = f"年初共设定三级指标{total}个，完成{total - left}个，未完成{{d}}个。"
    slip = left + rng.choice((1, 2))
    return Paragraph(
        template.replace("{d}", str(left)),
        {"count wrong": (template.replace("{d}", str(slip)), f"{slip}个", f"{left}个")},
    )


def listing(rng: Chance) -> Paragraph:
    items = ["健全制度机制", "压实主体责任", "强化队伍建设", "加大宣传力度", "严格跟踪问效"]
    count = rng.randint(2, 5)
    listed = "".join(f"{'一二三四五'[n]}是{items[n]}；" for n in range(count)).rstrip("；")
    template = rng.choice((f"下一步采取{{d}}项措施：{listed}。", f"主要做了{{d}}个方面的工作：{listed}。"))
    slip = count + rng.choice((-1, 1)) if count > 2 else count + 1
    unit = template.split("{d}")[1][0]
    return Paragraph(
        template.replace("{d}", str(count)),
        {"count wrong": (template.replace("{d}", str(slip)), f"{slip}{unit}", f"{count}{unit}")},
    )


def repeated(rng: Chance) -> Paragraph:
    unit, names = rng.choice(list(MEASURED.items()))
    name, value = rng.fresh(names), D(rng.randint(30, 900))
    first = rng.choice((f"全年完成{name}{value}{unit}，", f"{name}{value}{unit}，"))
    second = rng.choice(
        (f"一年来，扎实推进民生实事，完成{name}{{v}}{unit}。", f"{name}{{v}}{unit}，群众满意。")
    )
    slip = other(rng, value)
    text = first + "质量全部达标。"
    return Paragraph(text, {"contradiction": ("\v" + second.replace("{v}", str(slip)), f"{slip}{unit}", f"{value}{unit}")},
                     second.replace("{v}", str(value)))  # fmt: skip


def budget_whole(rng: Chance) -> Paragraph:
    basic, project = money(rng, 300, 2000), money(rng, 100, 3000)
    template = f"部门整体支出预算{{w}}万元，其中基本支出预算{basic}万元，项目支出预算{project}万元。"
    whole = basic + project
    slip = other(rng, whole)
    return Paragraph(
        template.replace("{w}", str(whole)),
        {"sum wrong": (template.replace("{w}", str(slip)), f"{slip}万元", f"{whole}万元")},
    )


PLAIN = (
    "全年组织技能比武{a}场次，参与职工{b}余人次，覆盖乡镇{c}个。", "新增停车泊位{b}个，同比增长{c}.{d}%，停车难问题有所缓解。",
    "依据〔2021〕{a}号文件要求，{c}月底前完成资料归集，2021年1-{c}月共受理咨询{b}件。", "PM2.5平均浓度{a}微克/立方米，优良天数{b}天。",
    "群众满意率达到9{d}%以上，高于目标值。", "开展执法检查{a}次，出动人员{b}人次，查处问题{c}起，罚没{d}.6万元。",
    "“十四五”期间规划实施项目{a}个，总投资约{c}亿元，其中{d}个已开工。", "12345热线办理{b}件次，平均办理时长{c}.{d}天。",
    "一是坚持统筹推进，召开专题会议{c}次；二是坚持示范引领，打造样板{d}处。", "涉及农户{b}户、耕地{a}亩，发放种子{c}吨。",
)  # fmt: skip


def plain(rng: Chance) -> Paragraph:
    a, b, c, d = rng.randint(11, 60), rng.randint(100, 900), rng.randint(2, 9), rng.randint(2, 9)
    return Paragraph(rng.fresh(PLAIN).format(a=a, b=b, c=c, d=d))


WRITERS: tuple[Callable[[Chance], Paragraph], ...] = (
    *WIDER, execution, execution, target, target, handled, parts, growth, growth, points, balance, average, scores, counts, listing, repeated,
)  # fmt: skip
BUDGETS = (shares, budget_whole)
"""Only one of them in a report: two would contradict each other."""


def reports(count: int, seed: int = 1) -> Iterator[Report]:
    """Reports of some twenty-five paragraphs, each with one error; every class comes up again and again."""
    rng = Chance(seed)
    while count:
        rng.forget()
        writers = [rng.choice(BUDGETS), *rng.sample(WRITERS, 14), *[plain] * 9]
        written = [writer(rng) for writer in writers]
        rng.shuffle(written)
        able = [x for x in written if x.errors]
        chosen = rng.choice(able)
        kind = rng.choice(sorted(chosen.errors))
        wrong_text, wrong, right = chosen.errors[kind]
        lines = []
        for paragraph in written:
            is_here = paragraph is chosen and not wrong_text.startswith("\v")
            lines.append(wrong_text if is_here else paragraph.text)
        for paragraph in written:
            if paragraph.also:
                is_here = paragraph is chosen and wrong_text.startswith("\v")
                lines.append(wrong_text[1:] if is_here else paragraph.also)
        yield Report("\n".join(f"　　{line}" for line in lines), kind, wrong, right)
        count -= 1
