"""Words that belonged to ideas hidden before: in urgent needs, barriers and lines that quote them.

Revision ID: 0002
"""

from servicekit.operations.migrating import script

revision = "0002"
down_revision = "0001"

# An idea that was never told of has no steps, and so nothing that could quote it.
FORGET = """
UPDATE urgent_needs SET title = 'Words withdrawn', summary = NULL, how = NULL
    FROM ideas WHERE ideas.id = idea_id AND ideas.moderation = 'hidden';
UPDATE barriers SET title = 'Words withdrawn',
        how = CASE WHEN how IS NOT NULL THEN 'Words withdrawn' END
    FROM ideas WHERE ideas.id = idea_id AND ideas.moderation = 'hidden';
UPDATE thread_steps SET what = CASE
        WHEN kind = 'urgent-need.raised' THEN 'Urgent need raised'
        WHEN kind = 'urgent-need.met' THEN 'Urgent need met'
        WHEN kind = 'barrier.removed' THEN 'Barrier removed'
        ELSE 'A space was taken for the urgent need' END
    FROM ideas WHERE ideas.id = idea_id AND ideas.moderation = 'hidden'
    AND (kind IN ('urgent-need.raised', 'urgent-need.met', 'barrier.removed')
        OR what LIKE 'A space was taken for the urgent need: %');
UPDATE thread_steps SET what = 'A moderator has withdrawn the words of this step'
    FROM ideas WHERE ideas.moderation = 'hidden'
    AND kind = 'project.replicated' AND slot LIKE 'example:%'
    AND link = '/ideas/threads/' || ideas.id;
"""


def upgrade() -> None:
    script(FORGET)


def downgrade() -> None:
    """Nothing: what was erased stays so."""
