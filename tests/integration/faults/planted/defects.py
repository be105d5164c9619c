"""The planted defects by name: what each changes in the kit."""

from collections.abc import Callable

from planted import consuming, ordering, publishing, storing

DEFECTS: dict[str, Callable[[], None]] = {
    function.__name__: function
    for function in (
        storing.answer_before_commit,
        storing.claim_without_constraint,
        storing.key_outside_transaction,
        storing.event_outside_transaction,
        publishing.publish_before_commit,
        publishing.mark_before_confirm,
        publishing.mark_whole_batch,
        publishing.not_persistent,
        publishing.relay_without_lock,
        consuming.acknowledge_before_effect,
        consuming.effect_outside_transaction,
        consuming.unbounded_prefetch,
        consuming.consumer_stays_away,
        consuming.ends_with_its_link,
        ordering.no_cursor,
        ordering.skipping_cursor,
        ordering.later_over_held,
    )
}
