"""How commands, events and values are made: frozen dataclasses that cost half of the time when the program starts."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """A frozen dataclass with slots.

    What it shows itself as, equals and hashes to is the same for all of them and written here once: `dataclass` would
    write and compile it for each of some hundred classes.
    """
    # Else the signature would be worked out as a docstring.
    cls.__doc__ = cls.__doc__ or cls.__name__
    made = dataclass(frozen=True, slots=True, repr=False, eq=False)(cls)
    made.__repr__ = _shown  # type: ignore[method-assign]
    made.__eq__ = _equals  # type: ignore[method-assign]
    made.__hash__ = _hash  # type: ignore[method-assign]
    return made


def _values(one: object) -> tuple[object, ...]:
    return tuple([getattr(one, name) for name in type(one).__match_args__])  # type: ignore[attr-defined]


def _shown(self: object) -> str:
    fields = zip(type(self).__match_args__, _values(self), strict=True)  # type: ignore[attr-defined]
    return f"{type(self).__qualname__}({', '.join(f'{name}={held!r}' for name, held in fields)})"


def _equals(self: object, other: object) -> bool:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def _hash(self: object) -> int:
    return hash(_values(self))
