"""What was left of erased people's words, and of withdrawn volunteers' profiles, goes.

Revision ID: 0007
"""

from servicekit.operations.migrating import script

revision = "0007"
down_revision = "0006"

# Whatever waits for a moderator or was refused came from a person, so without one it was erased.
# An erased listing is without a title; one that a machine entered never had an owner.
LEFT_OVER = """
UPDATE spaces SET status = 'refused', status_reason = 'person-erased',
        organisation = '', title = '', facilities = '{}'
    WHERE owner_key IS NULL AND status IN ('waiting', 'refused');
UPDATE groups SET status = 'refused', status_reason = 'person-erased',
        name = '', charity_number = NULL, company_number = NULL
    WHERE owner_key IS NULL AND status IN ('waiting', 'refused');
UPDATE listings SET status = 'refused', status_reason = 'person-erased'
    WHERE owner_key IS NULL AND status = 'waiting';
DELETE FROM listing_replies USING listings
    WHERE listings.id = listing_replies.listing_id
        AND listings.owner_key IS NULL AND listings.title = '';
"""

# A profile is kept by consent: who has taken it back is held to the same as who was erased.
WITHDRAWN = """
ALTER TABLE volunteers DROP CONSTRAINT kept_with_consent, DROP CONSTRAINT erased_is_empty;
UPDATE volunteers SET company = NULL, ward = NULL, known_as = NULL, contact = NULL,
        skills = '{}', interests = '{}', languages = '{}', availability = '{}',
        travel_metres = NULL, consent_on = NULL
    WHERE status = 'withdrawn';
DELETE FROM checks USING volunteers
    WHERE volunteers.id = checks.volunteer_id AND volunteers.status = 'withdrawn';
UPDATE placements SET message = NULL FROM volunteers
    WHERE volunteers.id = placements.volunteer_id AND volunteers.status = 'withdrawn';
UPDATE hour_corrections SET note = NULL FROM hours, volunteers
    WHERE hours.id = hour_corrections.entry_id AND volunteers.id = hours.volunteer_id
        AND volunteers.status = 'withdrawn';
ALTER TABLE volunteers
    ADD CONSTRAINT kept_with_consent
        CHECK (status <> 'active' OR (consent_on IS NOT NULL AND ward IS NOT NULL)),
    ADD CONSTRAINT erased_is_nobody CHECK (status <> 'erased' OR person_key IS NULL),
    ADD CONSTRAINT empty_without_consent CHECK (status = 'active' OR (
        company IS NULL AND ward IS NULL AND known_as IS NULL AND contact IS NULL
        AND travel_metres IS NULL AND consent_on IS NULL
        AND skills = '{}' AND interests = '{}' AND languages = '{}' AND availability = '{}'));
"""

# Not held to by the rows that are there: what was erased stays erased.
BEFORE = """
ALTER TABLE volunteers
    DROP CONSTRAINT kept_with_consent,
    DROP CONSTRAINT erased_is_nobody,
    DROP CONSTRAINT empty_without_consent;
ALTER TABLE volunteers
    ADD CONSTRAINT kept_with_consent
        CHECK (status = 'erased' OR (consent_on IS NOT NULL AND ward IS NOT NULL)) NOT VALID,
    ADD CONSTRAINT erased_is_empty CHECK (status <> 'erased' OR (
        person_key IS NULL AND company IS NULL AND ward IS NULL AND known_as IS NULL
        AND contact IS NULL AND travel_metres IS NULL AND consent_on IS NULL
        AND skills = '{}' AND interests = '{}' AND languages = '{}' AND availability = '{}'));
"""


def upgrade() -> None:
    for sql in (LEFT_OVER, WITHDRAWN):
        script(sql)


def downgrade() -> None:
    script(BEFORE)
