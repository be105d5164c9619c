"""Read models that keep what events tell of days: ``civic-reporting rebuild --swap`` fills them.

Revision ID: 0005
"""

from servicekit.operations.migrating import script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    script("""
        ALTER TABLE live.schemes ADD COLUMN by_month jsonb NOT NULL DEFAULT '{}';
        ALTER TABLE live.groups ADD COLUMN counted_on date;
        ALTER TABLE live.spaces ADD COLUMN pledges jsonb NOT NULL DEFAULT '{}',
            ADD COLUMN pledged_uses jsonb NOT NULL DEFAULT '{}';
        DROP INDEX live.spaces_pledged;
    """)


def downgrade() -> None:
    script("""
        CREATE INDEX spaces_pledged ON live.spaces (pledged_minutes DESC, space_id);
        ALTER TABLE live.spaces DROP COLUMN pledges, DROP COLUMN pledged_uses;
        ALTER TABLE live.groups DROP COLUMN counted_on;
        ALTER TABLE live.schemes DROP COLUMN by_month;
    """)
