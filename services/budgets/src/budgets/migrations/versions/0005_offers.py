"""The agreement that an officer has drawn up and the applicant is to sign.

Revision ID: 0005
"""

from servicekit.operations.migrating import script

revision = "0005"
down_revision = "0004"

OFFERS = """
CREATE TABLE agreement_offers (
    award_id uuid PRIMARY KEY REFERENCES awards,
    version integer NOT NULL DEFAULT 1,
    payment_basis text NOT NULL,
    instalments jsonb NOT NULL DEFAULT '[]',
    offered_on date NOT NULL,
    offered_by text NOT NULL
);
"""


def upgrade() -> None:
    """Adds the table."""
    script(OFFERS)


def downgrade() -> None:
    """Takes it away."""
    script("DROP TABLE agreement_offers;")
