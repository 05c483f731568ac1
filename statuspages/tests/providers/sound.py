"""What must be so of whatever a provider read: the rest of the programme and the database rely on it."""

from collections import Counter
from datetime import UTC

from statuspages.providers import limits
from statuspages.providers.reading import Account, Extent, ReadIncident, State

INDICATORS = (None, "", "none", "minor", "major", "critical", "maintenance")


def check(account: Account) -> None:
    page = account.page
    assert len(page.uid) <= 300  # "" where it does not say
    assert len(page.name) <= limits.PAGE_NAME_LENGTH
    assert page.updated_at is None or page.updated_at.tzinfo is UTC
    assert account.says is None or len(account.says) <= limits.SAYS_LENGTH
    assert (
        account.indicator in (None, "", "none", "minor", "major", "critical", "maintenance")
        or account.strange
    )
    assert all(strange.times > 0 and strange.word for strange in account.strange)
    for component in account.components or ():
        check_texts(component.uid, component.name, component.group_name, component.status)
    uids = Counter(component.uid for component in account.components or ())
    assert not uids or max(uids.values()) == 1
    for listing in account.listings:
        assert listing.extent in Extent
        assert all(incident.kind is listing.kind for incident in listing.incidents)
        uids = Counter(incident.uid for incident in listing.incidents)
        assert not uids or max(uids.values()) == 1
        for incident in listing.incidents:
            check_incident(incident)


def check_incident(incident: ReadIncident) -> None:
    check_texts(incident.uid, incident.name, "", incident.status, incident.impact)
    assert incident.state in State
    times = (incident.created_at, incident.started_at, incident.updated_at, incident.resolved_at)
    updates = incident.updates
    times += tuple(time for one in updates for time in (one.display_at, one.created_at, one.updated_at))
    assert all(time is None or time.tzinfo is UTC for time in times)
    known = [update.at for update in updates if update.at]
    assert known == sorted(known)
    uids = Counter(update.uid for update in updates)
    assert not uids or max(uids.values()) == 1
    for update in updates:
        check_texts(update.uid, "x", "", update.status)
        assert update.state in State
        assert update.body is None or (len(update.body) <= limits.BODY_LENGTH and is_writable(update.body))
        for each in update.affected:
            check_texts(each.uid, each.name or "x", "", each.old, each.new)
    for address in (incident.url, incident.shortlink):
        assert not address or address.lower().startswith(("http://", "https://"))
        assert len(address) <= limits.ADDRESS_LENGTH


def check_texts(uid: str, name: str, group: str, *statuses: str) -> None:
    assert uid
    assert name
    assert len(uid) <= 300
    assert len(name) <= limits.NAME_LENGTH
    assert len(group) <= limits.NAME_LENGTH
    assert all(len(status) <= limits.STATUS_LENGTH for status in statuses)
    assert all(map(is_writable, (uid, name, group, *statuses)))


def is_writable(text: str) -> bool:
    """Whether PostgreSQL can hold it."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
