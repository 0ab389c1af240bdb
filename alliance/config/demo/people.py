"""Who acts in the demo: invented persons, and the accounts whose keys are printed."""

import json
import os
import random
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, OrganisationRole, User
from alliance.partners.actions import issue_key, revoke_key
from alliance.partners.models import ApiKey, KeyScope

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "安博晨成诚川丹德东帆芳飞峰歌国海涵航浩禾恒华慧佳嘉建江洁靖静军凯兰乐磊丽林玲龙敏明宁鹏平琦倩青然荣瑞书思涛婷伟文希晓欣雪雅燕阳怡颖宇雨远月云泽哲志子"
KEY_LABEL = "Demo key"


@dataclass(frozen=True)
class Account:
    """One demo account: the organisation is named by its key in the region's file."""

    email: str
    name: str
    organisation: str
    role: Role = Role.MANAGER
    staff: bool = False
    superuser: bool = False


@dataclass(frozen=True)
class Credentials:
    """What demo.json keeps of one account."""

    email: str
    organisation: str
    key: str
    password: str


def names(seed: str) -> Iterator[str]:
    """Invented Chinese names, each once, the same ones at every load."""
    chance = random.Random(seed)  # noqa: S311 -- names, not secrets
    given: set[str] = set()
    while True:
        name = chance.choice(FAMILY) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
        if name not in given:
            given.add(name)
            yield name


def create_accounts(accounts: Iterable[Account], organisations: dict[str, Organisation]) -> None:
    """The people of the demo, each with its role; their password comes with the key."""
    for account in accounts:
        user = User.objects.create_user(
            account.email,
            name=account.name,
            is_staff=account.staff,
            is_superuser=account.superuser,
        )
        OrganisationRole.objects.create(
            user=user, organisation=organisations[account.organisation], role=account.role
        )


def create_coordinators(region: str, organisations: dict[str, Organisation]) -> None:
    """One manager for each organisation that no account stands for; they have no password."""
    invented = names(f"coordinators {region}")
    taken = set(
        OrganisationRole.objects.filter(organisation__in=organisations.values()).values_list(
            "organisation_id", flat=True
        )
    )
    for key, organisation in organisations.items():
        if organisation.pk not in taken:
            user = User.objects.create_user(f"{key}.{region}@demo.test", name=next(invented))
            OrganisationRole.objects.create(user=user, organisation=organisation, role=Role.MANAGER)


class Cast:
    """Acting users by organisation key, read when the stage stands so that their scope is full."""

    def __init__(self, organisations: dict[str, Organisation]) -> None:
        by_id = {organisation.pk: key for key, organisation in organisations.items()}
        held = (
            OrganisationRole.objects.filter(organisation_id__in=by_id)
            .select_related("user")
            .order_by("-user__is_superuser", "-pk")
        )
        self._users = {by_id[role.organisation_id]: role.user for role in held}

    def of(self, organisation: str) -> User:
        return self._users[organisation]


# -- what is printed and kept -------------------------------------------------------------------


def kept_file() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


def read_kept() -> list[Credentials]:
    """Accounts of earlier loads; none where the file is missing."""
    file = kept_file()
    return [Credentials(**row) for row in json.loads(file.read_text())] if file.exists() else []


def write_kept(credentials: list[Credentials]) -> None:
    """Replace the file, readable by its owner alone from the first byte on."""
    file = kept_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump([asdict(row) for row in credentials], out, ensure_ascii=False, indent=1)
    fresh.replace(file)


def demo_password() -> str:
    """One password for all: as given, else of an earlier load, else a new random one."""
    kept = read_kept()
    given = os.environ.get("DEMO_PASSWORD")
    return given or (kept[0].password if kept else secrets.token_urlsafe(12))


def hand_out(accounts: Iterable[Account], password: str) -> list[Credentials]:
    """A demo key and the password for each account. Earlier demo keys end: their text is not to be had again."""
    found = []
    secret = make_password(password)
    for account in accounts:
        user = User.objects.get(email=account.email)
        held = OrganisationRole.objects.select_related("organisation").get(user=user)
        for old in ApiKey.objects.usable().filter(created_by=user, label=KEY_LABEL):
            revoke_key(key=old, by=user)
        _, text = issue_key(
            organisation=held.organisation, label=KEY_LABEL, scope=KeyScope.WRITE, by=user
        )
        User.objects.filter(pk=user.pk).update(password=secret)
        found.append(Credentials(account.email, held.organisation.name, text, password))
    return found
