"""One key, one effect, one answer."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from alliance.accounts.models import Organisation
from alliance.lib.errors import Busy, KeyReused, Refused
from alliance.partners.idempotency import Answer, forget_old, once
from alliance.partners.models import IdempotencyRecord
from tests import factories as make
from tests.outcomes import NOTHING, Thread, changes, until, waiting_for_locks


def effect(name: str = "Made once") -> Answer:
    made = Organisation.objects.create(kind="research", name=name, region=make.RegionFactory())
    return Answer(201, {"id": str(made.pk)}, {"ETag": '"v1"'})


def ask(user, *, key="k-1", fingerprint="f", organisation_id=0, act=effect) -> Answer:
    return once(
        user_id=user.pk,
        organisation_id=organisation_id,
        key=key,
        fingerprint=fingerprint,
        act=act,
    )


@pytest.mark.django_db
def test_a_retry_gets_the_first_answer_again_and_has_no_effect():
    user = make.UserFactory()
    first = ask(user)
    with changes() as seen:
        again = ask(user)
    assert seen == NOTHING
    assert again == Answer(first.status, first.body, first.headers, replayed=True)
    assert (first.status, first.headers, first.replayed) == (201, {"ETag": '"v1"'}, False)


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused():
    user = make.UserFactory()
    ask(user)
    with changes() as seen, pytest.raises(KeyReused):
        ask(user, fingerprint="g")
    assert seen == NOTHING


@pytest.mark.django_db
def test_keys_of_other_people_and_organisations_are_other_keys():
    first, second = make.UserFactory(), make.UserFactory()
    asked = [(first, "k-1", 0), (second, "k-1", 0), (first, "k-2", 0), (first, "k-1", 7)]
    for number, (user, key, organisation) in enumerate(asked):
        answer = ask(
            user, key=key, organisation_id=organisation, act=lambda n=number: effect(f"No {n}")
        )
        assert not answer.replayed
    assert Organisation.objects.filter(kind="research").count() == len(asked)


@pytest.mark.django_db
def test_a_refusal_is_not_kept_and_the_key_may_be_used_again():
    user = make.UserFactory()

    def refuse():
        effect()
        msg = "not now"
        raise Refused(msg)

    with changes() as seen, pytest.raises(Refused, match="not now"):
        ask(user, act=refuse)
    assert seen == NOTHING
    assert ask(user).status == 201


@pytest.mark.django_db
def test_answers_are_forgotten_after_seven_days():
    user = make.UserFactory()
    ask(user)
    IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(days=7, minutes=-1))
    assert forget_old() == 0
    IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(days=7, minutes=1))
    assert forget_old() == 1
    assert IdempotencyRecord.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_once_has_one_effect_and_one_answer():
    user = make.UserFactory()
    make.RegionFactory()
    with transaction.atomic():
        first = ask(user)
        threads = [Thread(lambda: ask(user)) for _ in range(3)]
        until(lambda: waiting_for_locks() == 3)
    answers = [thread.result() for thread in threads]
    assert answers == [Answer(first.status, first.body, first.headers, replayed=True)] * 3
    assert Organisation.objects.filter(kind="research").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_first_request_that_takes_too_long_lets_the_second_be_told_so():
    user = make.UserFactory()
    make.RegionFactory()
    with transaction.atomic():
        ask(user)
        second = Thread(lambda: ask(user)).result()
    assert isinstance(second, Busy)
    assert (second.status, second.retry_after) == (409, 1)
    assert ask(user).replayed


@pytest.mark.django_db(transaction=True)
def test_a_first_request_that_dies_leaves_the_key_to_the_second():
    user = make.UserFactory()
    make.RegionFactory()
    with transaction.atomic():
        ask(user)
        second = Thread(lambda: ask(user))
        until(lambda: waiting_for_locks() == 1)
        transaction.set_rollback(True)
    answer = second.result()
    assert (answer.status, answer.replayed) == (201, False)
    assert Organisation.objects.filter(kind="research").count() == 1
