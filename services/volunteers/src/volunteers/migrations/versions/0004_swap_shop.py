"""Listings of the swap-shop and the replies to them.

Revision ID: 0004
"""

from servicekit.operations.migrating import script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    script("""
        CREATE TABLE listings (
            id uuid PRIMARY KEY,
            position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
            status text NOT NULL CHECK (status IN ('waiting', 'posted', 'refused', 'closed')),
            owner_key text,
            kind text NOT NULL,
            title text NOT NULL,
            about text NOT NULL,
            ward text NOT NULL,
            idea_id uuid,
            posted_on date NOT NULL,
            expires_on date NOT NULL,
            closed_on date,
            status_reason text,
            posted_event_id uuid,
            search tsvector NOT NULL GENERATED ALWAYS AS
                (to_tsvector('english', title || ' ' || about)) STORED,
            CONSTRAINT listing_expires_later CHECK (expires_on >= posted_on)
        );
        CREATE INDEX listings_search ON listings USING gin (search);
        CREATE INDEX listings_of_ward ON listings (ward, position);
        CREATE TABLE listing_replies (
            id uuid PRIMARY KEY,
            listing_id uuid NOT NULL REFERENCES listings,
            sender_key text,
            message text NOT NULL,
            replied_on date NOT NULL
        );
        CREATE INDEX replies_of_listing ON listing_replies (listing_id);
    """)


def downgrade() -> None:
    script("DROP TABLE listing_replies, listings;")
