"""Erased before unpublished words and replies were: what was left of them goes too.

Revision ID: 0007
"""

from servicekit.operations.migrating import script

revision = "0007"
down_revision = "0005"

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


def upgrade() -> None:
    script(LEFT_OVER)


def downgrade() -> None:
    """What was erased stays erased."""
