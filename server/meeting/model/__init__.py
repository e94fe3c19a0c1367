"""What is true of a meeting at one moment, by subject. Frozen values; `evolve` makes the next one."""

from .afterwards import Mark, News, Request
from .boards import Alert, Board, Card, Load
from .book import Figure, Line, Page, Sharing
from .calling import Calling
from .choice import Hearing
from .comments import Comment
from .consents import OTHER, Confidence, Consent, Ground, Permission
from .contributions import Contribution, Source
from .course import OCCASIONS, Passed, Sitting, Skipped
from .damage import Damage
from .evaluation import Evaluated, Now
from .keeping import NO_KEEPING, RECORD_ENDS, RECORD_KINDS, SEALED, STAMPED, TO_STAMP, Keeping, Record, Said
from .meeting import Meeting
from .people import AT_THE_DOOR, PROJECTOR, TABLET, Handover, Presence, Seat
from .poll import Can, Poll
from .preparation import Report
from .recipients import How, Recipient
from .signing import Approval, Freeze, Signature, Strokes, Verdict
from .steps import Acceptance, Goal, Step
from .to_the_child import Letter
