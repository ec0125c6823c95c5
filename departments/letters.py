"""邮件: says that notices wait, never what is in them; reading them needs signing in.

Letters are written into a table and sent from there, so that no verb ever waits for a mail server and a
server that is away loses none. One digest a day, grouped by department, and for those who want it one letter
for each time something came back. SMS would be a second `send` over the same table.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Max, Q
from django.utils import timezone

from .models import Letter, Notice, NoticeChoice, User

Mail = NoticeChoice.Mail
MOST_TRIES = 8
"""Over about ten hours; then it stays in the table with its error, and the next digest says it again."""
FIRST_WAIT = timedelta(minutes=5)
IN_A_ROW = 3
"""After that many failures one after another the server is away, and the others wait for the next run."""
FORGOTTEN = timedelta(days=7)
"""An older notice is no news; it is in the inbox."""


def is_on() -> bool:
    """Whether a mail server is configured."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def choice_of(person: User) -> str:
    """How the person wants to be told."""
    row = NoticeChoice.objects.filter(person=person).first()
    return row.mail if row else Mail.DAILY


def choose(person: User, mail: str) -> None:
    """The person's own setting."""
    NoticeChoice.objects.update_or_create(person=person, defaults={"mail": mail})


def write(now: datetime | None = None) -> int:
    """Write the letters that are due. How many were new; any number of runs write each once."""
    now, before = now or timezone.now(), Letter.objects.count()
    if is_on():
        _write_returned(now)
        if timezone.localtime(now).hour >= settings.DIGEST_HOUR:
            _write_digests(now)
    return Letter.objects.count() - before


def _news(now: datetime) -> list[Notice]:
    """What is unread and of the last days, of people who can get a letter."""
    reachable = Q(person__is_active=True) & ~Q(person__email="") & ~Q(person__notice_choice__mail=Mail.NONE)
    rows = Notice.objects.filter(reachable, read_at=None, created_at__gt=now - FORGOTTEN, created_at__lte=now)
    return list(rows.select_related("person__notice_choice", "assessment__fiscal_year").order_by("pk"))


def _wants_at_once(notice: Notice) -> bool:
    choice = getattr(notice.person, "notice_choice", None)
    return notice.kind == Notice.Kind.RETURNED and choice is not None and choice.mail == Mail.AT_ONCE


def _write_returned(now: datetime) -> None:
    rows = [x for x in _news(now) if _wants_at_once(x)]
    _keep(
        Letter(
            person=x.person, once=f"returned:{x.pk}", subject="绩效自评：有一份自评被退回",
            body=_body([x]), created_at=now, next_try=now,
        )
        for x in rows
    )  # fmt: skip


def _write_digests(now: datetime) -> None:
    """What came since the last digest that was sent or may still be."""
    rows = [x for x in _news(now) if not _wants_at_once(x)]
    digests = Letter.objects.filter(once__startswith="digest:", created_at__gt=now - FORGOTTEN)
    digests = digests.filter(Q(sent_at__isnull=False) | Q(tries__lt=MOST_TRIES))
    last = dict(digests.order_by().values_list("person").annotate(Max("created_at")))
    news = defaultdict(list)
    for row in rows:
        if row.person_id not in last or row.created_at > last[row.person_id]:
            news[row.person].append(row)
    today = timezone.localdate(now)
    _keep(
        Letter(
            person=person, once=f"digest:{today}", subject=f"绩效自评：有{len(waiting)}条新通知",
            body=_body(waiting), created_at=now, next_try=now,
        )
        for person, waiting in news.items()
    )  # fmt: skip


def _keep(letters: object) -> None:
    Letter.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)  # type: ignore[arg-type]


def _body(waiting: list[Notice]) -> str:
    """Department and year, how many of which kind; no figure, no reason, nothing that was written."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for x in waiting:
        where = (
            f"{x.assessment.department_name} {x.assessment.fiscal_year.year}年度" if x.assessment else "其他"
        )
        counts[where][x.get_kind_display()] += 1
    lines = [
        f"{where}：{'、'.join(f'{k}{n}条' for k, n in kinds.items())}" for where, kinds in counts.items()
    ]
    where = f"{settings.SITE_URL}/notices/" if settings.SITE_URL else "绩效自评系统"
    foot = f"请登录后查看：{where}", "不想收到邮件的，可在系统的“通知”页改为只在系统内通知。"
    return "\n".join(("您在绩效自评系统有新的通知：", "", *lines, "", *foot, ""))


def send(now: datetime | None = None) -> tuple[int, int]:
    """寄出 what waits. How many left, and how many did not; those are tried again later."""
    now = now or timezone.now()
    waiting = Letter.objects.filter(sent_at=None, next_try__lte=now, tries__lt=MOST_TRIES)
    sent = failed = row_of_failures = 0
    for letter in waiting.select_related("person"):
        if row_of_failures == IN_A_ROW:
            break
        if not _claim(letter, now):
            continue
        if _send(letter):
            sent, row_of_failures = sent + 1, 0
        else:
            failed, row_of_failures = failed + 1, row_of_failures + 1
    return sent, failed


def _claim(letter: Letter, now: datetime) -> bool:
    """Take it, so that a second run at the same time does not send it too; waits double with each try."""
    mine = Letter.objects.filter(pk=letter.pk, tries=letter.tries, sent_at=None)
    return mine.update(tries=F("tries") + 1, next_try=now + FIRST_WAIT * 2**letter.tries) == 1


def _send(letter: Letter) -> bool:
    row = Letter.objects.filter(pk=letter.pk)
    try:
        message = EmailMessage(
            letter.subject, letter.body, to=[letter.person.email], connection=get_connection()
        )
        message.send()
    except Exception as failure:  # whatever a mail server answers; nobody else's letter waits for it
        row.update(error=f"{type(failure).__name__}：{failure}"[:300])
        return False
    row.update(sent_at=timezone.now(), error="")
    return True
