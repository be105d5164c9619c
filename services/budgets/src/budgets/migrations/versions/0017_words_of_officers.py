"""Which event has words of officers and councillors, should they have to be withdrawn.

Revision ID: 0017
"""

from servicekit.operations.migrating import script

revision = "0017"
down_revision = "0016"

KEPT = """
CREATE TABLE told_words (
    event_id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    proposal_id uuid NOT NULL,
    told_in text NOT NULL,
    about text NOT NULL DEFAULT '',
    told_on date NOT NULL,
    withdrawn_on date
);
CREATE INDEX told_words_of ON told_words (proposal_id);
"""

# What was told before is in the outbox. Decisions and visits have no id there: they are counted
# from the last one, because the first may have been dropped from it.
REMEMBERED = """
WITH told AS (
    SELECT position, event_id, body #>> '{data,occurred_on}' AS told_on, body -> 'data' AS data,
        split_part(type, '.', 3) || '.' || split_part(type, '.', 4) AS kind
    FROM (
        SELECT position, event_id, type, convert_from(body, 'UTF8')::jsonb AS body
        FROM kit.outbox
        WHERE type ~ '^civic\\.budgets\\.(proposal|award|agreement|project)\\.'
    ) AS read
),
with_words AS (
    SELECT told.*, CASE kind
            WHEN 'proposal.researched' THEN 'research'
            WHEN 'proposal.criteria-assessed' THEN 'criteria'
            WHEN 'proposal.declined' THEN 'decline'
            WHEN 'proposal.decided' THEN 'decision'
            WHEN 'award.made' THEN 'award'
            WHEN 'agreement.condition-met' THEN 'condition'
            WHEN 'agreement.monitoring-recorded' THEN 'monitoring'
            WHEN 'agreement.suspended' THEN 'suspension'
            WHEN 'project.completed' THEN 'completion'
            WHEN 'project.sustained' THEN 'follow-up'
            WHEN 'project.continued' THEN 'continuation'
            WHEN 'project.replicated' THEN 'replication'
        END AS told_in,
        coalesce((data ->> 'proposal_id')::uuid, awards.proposal_id) AS proposal_id,
        row_number() OVER (
            PARTITION BY kind, data ->> 'proposal_id', data ->> 'agreement_id'
            ORDER BY position DESC) AS from_last
    FROM told LEFT JOIN awards ON awards.id = (data ->> 'award_id')::uuid
),
decided AS (
    SELECT id, proposal_id, row_number() OVER (
        PARTITION BY proposal_id ORDER BY position DESC) AS from_last
    FROM decisions WHERE method IS NOT NULL
),
seen AS (
    SELECT id, agreement_id, row_number() OVER (
        PARTITION BY agreement_id ORDER BY position DESC) AS from_last
    FROM monitoring
)
INSERT INTO told_words (event_id, proposal_id, told_in, about, told_on)
SELECT event_id, with_words.proposal_id, told_in, coalesce(CASE told_in
        WHEN 'decision' THEN decided.id::text
        WHEN 'condition' THEN data ->> 'condition'
        WHEN 'monitoring' THEN seen.id::text
        WHEN 'follow-up' THEN data ->> 'months_after'
        WHEN 'continuation' THEN data ->> 'funder'
        WHEN 'replication' THEN (data ->> 'ward') || '/' || (data ->> 'stage')
    END, ''), told_on::date
FROM with_words
LEFT JOIN decided ON told_in = 'decision' AND decided.proposal_id = with_words.proposal_id
    AND decided.from_last = with_words.from_last
LEFT JOIN seen ON told_in = 'monitoring' AND seen.agreement_id = (data ->> 'agreement_id')::uuid
    AND seen.from_last = with_words.from_last
WHERE with_words.proposal_id IS NOT NULL AND CASE
    WHEN told_in IN ('research', 'criteria', 'decline') THEN true
    WHEN told_in = 'decision' THEN decided.id IS NOT NULL
    WHEN told_in = 'award' THEN data #>> '{purpose,text}' IS NOT NULL
        OR jsonb_array_length(coalesce(data -> 'conditions', '[]')) > 0
        OR jsonb_array_length(coalesce(data -> 'volunteer_roles', '[]')) > 0
    WHEN told_in = 'condition' THEN data #>> '{evidence,text}' IS NOT NULL
    WHEN told_in = 'monitoring'
        THEN seen.id IS NOT NULL AND data #>> '{summary,text}' IS NOT NULL
    WHEN told_in = 'suspension' THEN data #>> '{reasons,text}' IS NOT NULL
    ELSE data #>> '{summary,text}' IS NOT NULL
END AND told_in IS NOT NULL
ORDER BY with_words.position;
"""


def upgrade() -> None:
    """Adds the table, with what was told until now."""
    for sql in (KEPT, REMEMBERED):
        script(sql)


def downgrade() -> None:
    """Takes it away."""
    script("DROP TABLE told_words;")
