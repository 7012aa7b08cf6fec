"""profile: its changes are procedures like the others

Revision ID: 0008
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

CHANGES = sa.table(
    "profile_changes",
    *(sa.column(name) for name in ("id", "member_id", "conversation_id", "event_seq", "kinds")),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)
EFFECTS = sa.table(
    "effects",
    *(sa.column(name) for name in ("member_id", "conversation_id", "channel", "event_seq", "kind", "request_number")),
    sa.column("outcome", sa.JSON),
    sa.column("made_at", sa.DateTime(timezone=True)),
)
CONVERSATIONS = sa.table("conversations", sa.column("id"), sa.column("channel"))
RECOLLECTIONS = sa.table("recollections", sa.column("topic"))
STATUS, CONTACT = "profile_status", "profile_contact"


def upgrade() -> None:
    bind = op.get_bind()
    changes = bind.execute(
        sa.select(CHANGES, CONVERSATIONS.c.channel)
        .join_from(CHANGES, CONVERSATIONS, CONVERSATIONS.c.id == CHANGES.c.conversation_id, isouter=True)
        .order_by(CHANGES.c.id)
    ).all()
    for change in changes:
        bind.execute(
            sa.insert(EFFECTS).values(
                member_id=change.member_id,
                conversation_id=change.conversation_id,
                channel=change.channel or "web",
                event_seq=change.event_seq,
                kind=STATUS if change.kinds == "status" else CONTACT,
                request_number=None,
                outcome={"values": {"kinds": change.kinds}, "response": ""},
                made_at=change.changed_at,
            )
        )
    bind.execute(sa.delete(RECOLLECTIONS).where(RECOLLECTIONS.c.topic == "profile"))  # drafts of the former form
    with op.batch_alter_table("profile_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_changes_member_id"))
    op.drop_table("profile_changes")


def downgrade() -> None:
    op.create_table(
        "profile_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=True),
        sa.Column("kinds", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_profile_changes_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_changes")),
        sa.UniqueConstraint("conversation_id", "event_seq", name=op.f("uq_profile_changes_conversation_id_event_seq")),
    )
    with op.batch_alter_table("profile_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_changes_member_id"), ["member_id"], unique=False)
    bind = op.get_bind()
    effects = bind.execute(
        sa.select(EFFECTS).where(EFFECTS.c.kind.in_([STATUS, CONTACT])).order_by(EFFECTS.c.made_at)
    ).all()
    for effect in effects:
        bind.execute(
            sa.insert(CHANGES).values(
                member_id=effect.member_id,
                conversation_id=effect.conversation_id,
                event_seq=effect.event_seq,
                kinds=effect.outcome["values"].get("kinds", "status"),
                changed_at=effect.made_at,
            )
        )
    bind.execute(sa.delete(EFFECTS).where(EFFECTS.c.kind.in_([STATUS, CONTACT])))
