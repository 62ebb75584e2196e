"""What is handed out is the user's own: whatever is done with it, what it was taken from stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Self, TypeVar, overload

import numpy as np

T = TypeVar("T")


class handed_out(Generic[T]):
    """A property that is worked out once, and of which each who asks gets his own: tables, dicts and lists are copies (a table is copied
    only where it is written to, so that this costs nothing), arrays refuse to be written to. It cannot be set."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, holder: None, owner: type) -> Self: ...
    @overload
    def __get__(self, holder: object, owner: type) -> T: ...
    def __get__(self, holder: object | None, owner: type) -> Self | T:
        if holder is None:
            return self
        kept = vars(holder)
        if self.name not in kept:
            kept[self.name] = sealed(self._make(holder))
        found: T = own(kept[self.name])
        return found

    def __set__(self, holder: object, value: T) -> None:
        raise AttributeError(f"{self.name} of a {type(holder).__name__} cannot be set: it is what came out; change a copy")


def own(kept: Any) -> Any:
    """What somebody is given of something that is kept."""
    if hasattr(kept, "to_parquet"):  # a DataFrame, known without pandas
        return kept.copy(deep=False)  # copied on write
    return kept.copy() if isinstance(kept, dict | list) else kept


def sealed(value: T) -> T:
    """The same, its arrays made to refuse whoever writes into them."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, Mapping):
        for one in value.values():
            sealed(one)
    return value


class SealedResult:
    """A frozen dataclass whose arrays refuse to be written to, here and wherever it travels."""

    def __post_init__(self) -> None:
        sealed(vars(self))

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(sealed(state))
