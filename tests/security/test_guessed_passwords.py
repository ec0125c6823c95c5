"""What is guessed first is no password: common ones, what is made of them, and what has leaked."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from departments import breached, guessing
from departments.passwords import NotGuessed
from perfeval.policy import PASSWORD_PROFILES

WORDS = NotGuessed().passwords
GUESSED = (
    "123456789012", "qwertyuiop123", "password1234", "1q2w3e4r5t6y", "1qaz2wsx3edc", "iloveyou1234",
    "123123123123", "abcd1234abcd", "asdfghjkl123", "qwerty123456", "111111111111", "000000000000",
    "woaini123456", "woaini1314520", "5201314woaini", "1234567890qwe", "q1w2e3r4t5y6", "Passw0rd1234",
    "P@ssw0rd2024!", "administrator", "abcdefghijkl", "zxcvbnm12345", "123qweasdzxc", "qazwsxedcrfv",
    "qwertyuiopasdfghjkl", "password-2026", "Admin@123456", "administrator1", "passwordpassword",
    "qwerty1qwerty1", "huawei123456", "welcome12345", "monkey123456", "liverpool2019", "abc123abc123",
    "Qwer!@#$1234", "zaq12wsxcde3", "a1b2c3d4e5f6", "123456789abc", "dragon123456!", "football2024!!",
    "mypassword123", "letmein123456", "sunshine12345", "ｐａｓｓｗｏｒｄ１２３４",
    "888888888888888", "zhongguo2026!",
    "wodemima12345", "guanliyuan@123", "wuhan20261122", "poiuytrewq098", "!QAZ2wsx#EDC",
)  # fmt: skip
TAKEN = (
    "correct horse battery staple", "我的密码是八个汉字以上的话", "zwölf-lettern", "Zhongnan-Lu-37-hao",
    "黄鹤楼送孟浩然之广陵烟花三月", "xiaoqing-mazhuan-7kuai", "mvTq-48-Lampe-ovr", "blauer Hund isst Nudeln",
)  # fmt: skip


@pytest.mark.parametrize("password", GUESSED)
def test_what_is_tried_first_is_refused(password):
    assert guessing.is_guessable(password, WORDS)


@pytest.mark.parametrize("password", TAKEN)
def test_what_nobody_tries_first_is_taken(password):
    assert not guessing.is_guessable(password, WORDS)


def test_far_more_than_three_thousand_of_twelve_signs_are_refused():
    """Every common word with the endings that people choose most, as far as the length is enough."""
    made = {f"{word}{end}" for word in WORDS for end in ("1", "123", "1234", "2024", "!", "@123")}
    long_enough = sorted(x for x in made if len(x) >= 12)[::50]

    assert len(long_enough) * 50 > 3_000
    assert [x for x in long_enough if not guessing.is_guessable(x, WORDS)] == []


def test_the_longest_password_is_judged_quickly():
    """In few steps, whatever is typed: the signs are a piece each, or none."""
    assert not guessing.is_guessable("aB3" * 40 + "x-y-z-q9", WORDS - {"x"})
    assert guessing.is_guessable("a" * 128, WORDS)


@pytest.fixture
def leaked(tmp_path, settings):
    """A list as it is downloaded, made into the file that the setting names."""

    def install(lines, *options):
        (tmp_path / "list").write_bytes(b"".join(line + b"\r\n" for line in lines))
        call_command("breached_passwords", tmp_path / "list", tmp_path / "sorted", *options, verbosity=0)
        settings.BREACHED_PASSWORDS = str(tmp_path / "sorted")
        return tmp_path / "sorted"

    return install


def said_of(password, settings):
    settings.AUTH_PASSWORD_VALIDATORS = PASSWORD_PROFILES["asvs"].as_setting
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    return refused.value.messages


@pytest.mark.parametrize("profile", PASSWORD_PROFILES)
def test_a_leaked_password_is_refused_in_both_profiles(leaked, settings, profile):
    leaked([b"Zhongnan-Lu-37-hao"])
    settings.AUTH_PASSWORD_VALIDATORS = PASSWORD_PROFILES[profile].as_setting

    with pytest.raises(ValidationError, match="外泄密码库"):
        validate_password("Zhongnan-Lu-37-hao")
    validate_password("Zhongnan-Lu-38-hao")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 1000])
def test_every_line_is_found_and_nothing_else(leaked, monkeypatch, count):
    monkeypatch.setattr(breached, "AT_ONCE", 300)
    names = [f"Haus-Nummer-{number}" for number in range(count)]
    path = leaked([name.encode() for name in names] * 2)

    assert len(path.read_bytes().splitlines()) == count
    assert all(breached.holds(str(path), name) for name in names)
    assert not any(breached.holds(str(path), f"Garten-{number}") for number in range(200))


def test_the_download_with_its_counts_is_read_as_it_is(tmp_path):
    lines = sorted(
        f"{breached.digest(name.encode()).decode()}:{number}\r\n"
        for number, name in enumerate(["eins", "zwei", "drei", "vier"])
    )
    (tmp_path / "pwned.txt").write_text("".join(lines), newline="")

    assert breached.holds(str(tmp_path / "pwned.txt"), "drei")
    assert not breached.holds(str(tmp_path / "pwned.txt"), "fünf")


def test_hashes_in_any_order_and_shortened_are_sorted_too(leaked):
    path = leaked([breached.digest(name.encode()).lower()[:20] + b":7" for name in "abcdefgh"], "--hashed")

    assert breached.holds(str(path), "e")
    assert not breached.holds(str(path), "x")


@pytest.mark.parametrize("content", [None, b"password\nqwerty\n"])
def test_a_file_that_cannot_be_read_lets_no_password_through(tmp_path, settings, content):
    settings.BREACHED_PASSWORDS = str(tmp_path / "list")
    if content:
        (tmp_path / "list").write_bytes(content)

    assert said_of("Zhongnan-Lu-37-hao", settings) == [
        "现在无法核对密码是否已经外泄，密码没有更改。请联系系统管理员。"
    ]


def test_a_list_that_holds_no_hashes_is_said_so(leaked):
    with pytest.raises(CommandError, match="不是SHA-1：geheim"):
        leaked([b"geheim"], "--hashed")
