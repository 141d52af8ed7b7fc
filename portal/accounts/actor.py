"""Who is doing something, and as what: the only thing passed to `visible_to`, to the rules and to services."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from portal.accounts.models import User


class ActingRole(Protocol):
    """What an actor needs of a role; the model is `schools.people.Role`."""

    pk: int
    kind: str
    school_id: int | None
    network_id: int | None

    @property
    def place_municipality_id(self) -> int | None: ...

    @property
    def network_ids(self) -> list[int]: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Actor:
    """A person acting in one role. Without a user it is a visitor; a user without a role has a visitor's rights."""

    user: "User | None" = None
    role: ActingRole | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def kind(self) -> str:
        return self.role.kind if self.role else ""

    @property
    def school_id(self) -> int | None:
        return self.role.school_id if self.role else None

    @property
    def municipality_id(self) -> int | None:
        """The municipality in which the actor acts, also through a school; None for a network's role."""
        return self.role.place_municipality_id if self.role else None

    @property
    def network_id(self) -> int | None:
        return self.role.network_id if self.role else None

    @property
    def network_ids(self) -> list[int]:
        """The networks that the actor's place takes part in; of a network's role its own."""
        return self.role.network_ids if self.role else []

    @property
    def role_label(self) -> str:
        return self.role.label if self.role else ""


VISITOR = Actor()
