"""What the next page says after something was done by form; elsewhere the page says it itself."""

from __future__ import annotations

from collections.abc import Mapping

from pagekit import marked
from servicekit.web import Command

from volunteers.groups.commands import ApproveGroup, CountMembers, RefuseGroup, RegisterGroup
from volunteers.hours.commands import CorrectHours
from volunteers.hours.pages import LogOwnHours
from volunteers.listings.commands import (
    ApproveListing,
    CloseListing,
    PostListing,
    RefuseListing,
    ReplyToListing,
)
from volunteers.opportunities.commands import CloseOpportunity, OpenOpportunity
from volunteers.placements.commands import (
    AskToHelp,
    ConfirmPlacement,
    EndPlacement,
    RefusePlacement,
)
from volunteers.profiles.commands import KeepProfile, WithdrawProfile
from volunteers.profiles.erasure import EraseProfile
from volunteers.spaces.commands import PledgeSpace, UseSpace
from volunteers.spaces.offering import ApproveSpace, OfferSpace, RefuseSpace, ReleaseSpace
from volunteers.urgent_needs.commands import AssignSpace

DONE: Mapping[type[Command], str] = {
    KeepProfile: marked("Your profile is kept."),
    WithdrawProfile: marked("You are withdrawn: you are asked no more."),
    EraseProfile: marked("What is about you is erased here. The other services do the same."),
    AskToHelp: marked("You have asked to help. A coordinator answers you."),
    ConfirmPlacement: marked("The place is given."),
    RefusePlacement: marked("The place is refused."),
    EndPlacement: marked("The place is given up."),
    LogOwnHours: marked("Your hours are entered."),
    CorrectHours: marked("The entry is put right."),
    OpenOpportunity: marked("The opportunity is open."),
    CloseOpportunity: marked("The opportunity is closed."),
    RegisterGroup: marked("The group is registered."),
    ApproveGroup: marked("The group is approved."),
    RefuseGroup: marked("The group is refused."),
    CountMembers: marked("The count of members is kept."),
    OfferSpace: marked("The space is offered."),
    ApproveSpace: marked("The space is approved."),
    RefuseSpace: marked("The space is refused."),
    PledgeSpace: marked("The pledge is kept."),
    UseSpace: marked("The use of the space is entered."),
    ReleaseSpace: marked("The space is released."),
    AssignSpace: marked("The space is given to the need."),
    PostListing: marked("The listing is sent."),
    ApproveListing: marked("The listing is approved."),
    RefuseListing: marked("The listing is refused."),
    ReplyToListing: marked("Your message is left for whoever posted the listing."),
    CloseListing: marked("The listing is closed."),
}
