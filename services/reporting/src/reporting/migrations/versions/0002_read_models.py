"""What the pages show, folded from the log: schema ``live``. Titles stay in ``public_texts``.

Revision ID: 0002
"""

from servicekit.operations.migrating import script

revision = "0002"
down_revision = "0001"

SCHEMES_AND_PROJECTS = """
    CREATE SCHEMA live;
    CREATE TABLE live.schemes (
        idea_id uuid PRIMARY KEY,
        title_of uuid,
        ward text,
        theme text,
        area text,
        channel text,
        owner_kind text,
        owner_organisation text,
        conversation_id uuid,
        submitted_on date,
        acknowledged_on date,
        adopted_on date,
        adopted_by text,
        tested_on date,
        answered_on date,
        outcome text,
        referred_on date,
        decided_on date,
        decision text,
        awarded_on date,
        awarded bigint NOT NULL,
        match_funding bigint NOT NULL,
        signed_on date,
        paid bigint NOT NULL,
        completed_on date,
        continued_on date,
        continued_by text,
        replicas integer NOT NULL,
        feedback_on date,
        supporters bigint NOT NULL,
        supported_by_council_on date,
        counts_on date,
        volunteers integer NOT NULL,
        minutes bigint NOT NULL,
        withdrawn_on date,
        merged_into uuid,
        measures jsonb NOT NULL
    );
    CREATE INDEX schemes_ward ON live.schemes (ward, submitted_on DESC, idea_id);
    CREATE INDEX schemes_theme ON live.schemes (theme, submitted_on DESC, idea_id);
    CREATE INDEX schemes_submitted ON live.schemes (submitted_on DESC, idea_id);
    CREATE INDEX schemes_conversation ON live.schemes (conversation_id)
        WHERE conversation_id IS NOT NULL;
    CREATE TABLE live.projects (
        project_id uuid PRIMARY KEY,
        title_of uuid,
        award_id uuid,
        idea_id uuid,
        ward text,
        wards integer NOT NULL,
        theme text,
        financial_year text,
        organisation text,
        awarded bigint NOT NULL,
        match_funding bigint NOT NULL,
        paid bigint NOT NULL,
        released bigint NOT NULL,
        conditions_met integer NOT NULL,
        awarded_on date,
        signed_on date,
        completed_on date,
        sustained_on date,
        continued_by text,
        replicas integer NOT NULL,
        measures jsonb NOT NULL
    );
    CREATE INDEX projects_organisation ON live.projects (organisation);
    CREATE INDEX projects_idea ON live.projects (idea_id) WHERE idea_id IS NOT NULL;
"""

LISTENING = """
    CREATE TABLE live.conversations (
        conversation_id uuid PRIMARY KEY,
        title_of uuid,
        kind text,
        theme text,
        ward text,
        commissioning_department text,
        events integer NOT NULL,
        participants bigint NOT NULL,
        ideas bigint NOT NULL,
        topic_kept boolean NOT NULL,
        ladder_rung text,
        opened_on date,
        closed_on date,
        measures jsonb NOT NULL
    );
    CREATE INDEX conversations_opened ON live.conversations (opened_on DESC, conversation_id);
    CREATE TABLE live.urgent_needs (
        urgent_need_id uuid PRIMARY KEY,
        title_of uuid,
        ward text,
        idea_id uuid,
        raised_on date,
        deadline timestamptz,
        met_on date,
        hours_taken integer,
        in_time boolean
    );
    CREATE INDEX urgent_needs_raised ON live.urgent_needs (raised_on DESC, urgent_need_id);
    CREATE INDEX urgent_needs_idea ON live.urgent_needs (idea_id) WHERE idea_id IS NOT NULL;
    CREATE TABLE live.barriers (
        barrier_id uuid PRIMARY KEY,
        title_of uuid,
        kind text,
        owner_department text,
        idea_id uuid,
        logged_on date,
        removed_on date,
        days_standing integer
    );
    CREATE INDEX barriers_logged ON live.barriers (logged_on DESC, barrier_id);
"""

VOLUNTEERING = """
    CREATE TABLE live.opportunities (
        opportunity_id uuid PRIMARY KEY,
        title_of uuid,
        role text,
        ward text,
        theme text,
        places bigint NOT NULL,
        organisation text,
        idea_id uuid,
        opened_on date,
        filled_on date,
        closed_on date
    );
    CREATE TABLE live.placements (
        placement_id uuid PRIMARY KEY,
        ward text,
        opportunity_id uuid,
        volunteer_kind text,
        confirmed_on date,
        ended_on date,
        minutes bigint NOT NULL,
        by_month jsonb NOT NULL
    );
    CREATE TABLE live.staff_time (
        staff_time_id uuid PRIMARY KEY,
        department text,
        ward text,
        people bigint NOT NULL,
        minutes bigint NOT NULL,
        given_on date
    );
    CREATE INDEX staff_time_department ON live.staff_time (department) INCLUDE (people, minutes);
    CREATE TABLE live.groups (
        group_id uuid PRIMARY KEY,
        organisation text,
        kind text,
        ward text,
        theme text,
        idea_id uuid,
        parent_group_id uuid,
        members bigint NOT NULL,
        registered_on date,
        closed_on date
    );
    CREATE INDEX groups_members ON live.groups (members DESC, group_id);
    CREATE TABLE live.spaces (
        space_id uuid PRIMARY KEY,
        organisation text,
        title_of uuid,
        kind text,
        ward text,
        temporary boolean NOT NULL,
        offered_on date,
        pledged_on date,
        pledged_minutes bigint NOT NULL,
        used_minutes bigint NOT NULL,
        last_used_on date,
        released_on date
    );
    CREATE INDEX spaces_pledged ON live.spaces (pledged_minutes DESC, space_id);
"""

COUNTERS = """
    CREATE TABLE live.figures (
        code text NOT NULL,
        ward text NOT NULL,
        theme text NOT NULL,
        day date NOT NULL,
        value bigint NOT NULL,
        PRIMARY KEY (code, ward, theme, day)
    );
    CREATE INDEX figures_ward ON live.figures (ward);
    CREATE TABLE live.money (
        ward text NOT NULL,
        financial_year text NOT NULL,
        theme text NOT NULL,
        account text NOT NULL,
        pence bigint NOT NULL,
        PRIMARY KEY (ward, financial_year, theme, account)
    );
    CREATE TABLE live.response_times (
        department text NOT NULL,
        step text NOT NULL,
        working_days integer,
        in_time boolean,
        ideas bigint NOT NULL,
        CONSTRAINT response_times_once
            UNIQUE NULLS NOT DISTINCT (department, step, working_days, in_time)
    );
"""


def upgrade() -> None:
    for part in (SCHEMES_AND_PROJECTS, LISTENING, VOLUNTEERING, COUNTERS):
        script(part)


def downgrade() -> None:
    script("DROP SCHEMA live CASCADE;")
