"""Every "no", by name. A refusal changes nothing and is one sentence: what is wrong, and what would be right."""

from enum import Enum


class Kind(Enum):
    """What sort of no it is; the edge makes a status of it."""

    NOT_ALLOWED = "not-allowed"
    NOT_NOW = "not-now"
    NOT_RIGHT = "not-right"


class Reason(Enum):
    """Code and English sentence (a msgid, with {names} to fill in)."""

    NOT_SEATED = (Kind.NOT_ALLOWED, "You have not been let into this meeting yet. The facilitator will admit you.")
    NOT_YOUR_ROLE = (Kind.NOT_ALLOWED, "Your role cannot do this in this meeting.")
    NOT_YOUR_STEP = (Kind.NOT_ALLOWED, "Only {owner} can answer for this step.")
    OWNER_SAYS = (Kind.NOT_ALLOWED, "How this step came out is for {owner} to say.")
    THE_FAMILYS = (Kind.NOT_ALLOWED, "Whether it helped is for the child and the family alone to say.")
    NOT_YOUR_CELL = (Kind.NOT_ALLOWED, "Somebody else writes here; you can read it.")
    NOT_YOUR_HAND = (Kind.NOT_ALLOWED, "You cannot do this for {name}: they write for themselves.")
    NOT_ON_PAPER = (Kind.NOT_ALLOWED, "That somebody has signed on paper is noted by whoever leads the meeting.")
    NOT_YOUR_CARD = (Kind.NOT_ALLOWED, "Only whoever wrote this card can take it back.")
    THE_CHILDS = (Kind.NOT_ALLOWED, "This is for the child alone to say.")
    NOT_TOGETHER = (
        Kind.NOT_ALLOWED,
        "Whoever leads the meeting cannot be the child's guide too: the child needs one of their own.",
    )
    NOT_YOURS_TO_KEEP = (
        Kind.NOT_ALLOWED,
        "You can make your own words confidential. For anything else, ask whoever leads the meeting.",
    )
    KEPT_BY_AUTHOR = (
        Kind.NOT_ALLOWED,
        "Whoever wrote this keeps it confidential. Only they can let everybody have it.",
    )
    ONLY_WHOLE = (Kind.NOT_ALLOWED, "Only whoever leads the meeting can remove this goal.")
    NOT_THIS_STAGE = (Kind.NOT_NOW, "This is not the stage for that. Now it is: {stage}.")
    OTHER_STAGE = (Kind.NOT_NOW, "The meeting has already moved to another stage: {stage}.")
    FIRST_STAGE = (Kind.NOT_NOW, "This is the first stage; there is nowhere to go back to.")
    LAST_STAGE = (Kind.NOT_NOW, "This is the last stage. The meeting ends by closing it.")
    MISSING = (Kind.NOT_NOW, "Something is still missing: {count}. Complete it, or write why you go on without it.")
    FROZEN = (Kind.NOT_NOW, "The plan is frozen for signing. To change it, the facilitator opens it again.")
    NOT_FROZEN = (Kind.NOT_NOW, "The plan is not frozen yet, so there is nothing to sign.")
    OTHER_VERSION = (Kind.NOT_NOW, "The plan has changed since you saw it. Please read the present version.")
    APPROVE_FIRST = (Kind.NOT_NOW, "First say whether you agree with the plan, then sign.")
    ALREADY_SIGNED = (Kind.NOT_NOW, "You have already signed or refused this version.")
    STRENGTHS_FIRST = (
        Kind.NOT_NOW,
        "Strengths first: worries open when every side of the table has named at least one.",
    )
    STAGE_BEHIND = (Kind.NOT_NOW, "Only a stage that is still to come can be moved or left out, and never the last.")
    BROKEN_OFF = (Kind.NOT_NOW, "The meeting is broken off for today. The facilitator will open it again.")
    NOT_BROKEN_OFF = (Kind.NOT_NOW, "The meeting has not been broken off.")
    NOT_BEGUN = (Kind.NOT_NOW, "The meeting has not begun yet.")
    WORDS_CHANGED = (Kind.NOT_NOW, "What is written for you has changed since you saw it. Please read it once more.")
    NOT_RELEASED = (Kind.NOT_NOW, "The child does not show this page to everyone.")
    GUIDE_FIRST = (Kind.NOT_NOW, "Talk about this page with your guide first. Then it can go on the wall.")
    DRAWN_SINCE = (Kind.NOT_NOW, "Something has been drawn since. Look at it once more.")
    CHOSEN = (Kind.NOT_NOW, "The child has chosen this topic; it stays as it is.")
    PRAISE_FIRST = (Kind.NOT_NOW, "First write what you see going well. Then what you are worried about.")
    NO_POLL = (Kind.NOT_NOW, "Nobody is being asked for a time now.")
    POLL_OVER = (Kind.NOT_NOW, "The time has been chosen already; nothing can be answered any more.")
    NO_SUCH_TIME = (Kind.NOT_RIGHT, "This time is not among those offered.")
    TOO_MANY_TIMES = (Kind.NOT_RIGHT, "At most {most} times can be offered at once.")
    NOTHING_ANSWERED = (Kind.NOT_RIGHT, "Please answer at least one of the times.")
    NOT_YOUR_CONTRIBUTION = (Kind.NOT_ALLOWED, "This was written by {name}; only they can change it.")
    CONTRIBUTION_STANDS = (Kind.NOT_NOW, "The meeting has begun. What was sent in writing stays as it is.")
    GUIDES_LETTER = (Kind.NOT_ALLOWED, "The letter is given by whoever is there for the child: {name}.")
    LETTER_GIVEN = (Kind.NOT_NOW, "The child has the letter already; it stays as it was given.")
    TAKEN_UP = (Kind.NOT_NOW, "This offer is a step of the plan already.")
    LATE = (Kind.NOT_NOW, "You came after the plan was frozen; it is recorded, and no signature is asked of you.")
    CLOSED = (Kind.NOT_NOW, "The meeting is closed; nothing can be changed in it any more.")
    CANCELLED = (Kind.NOT_NOW, "The meeting has been called off.")
    NOT_CANCELLED = (Kind.NOT_NOW, "The meeting has not been called off.")
    BEGUN = (Kind.NOT_NOW, "The meeting has begun already.")
    NO_RECORD = (Kind.NOT_NOW, "There is no record yet: it is written when the meeting is closed.")
    NO_OPEN_STEP = (Kind.NOT_NOW, "This person has no step with a date that is still open: {name}.")
    NOT_LISTED = (Kind.NOT_NOW, "This person is not among those who get the record: {name}. Add them first.")
    NO_WHEN = (Kind.NOT_NOW, "Say first when the meeting begins; then people can be invited.")
    NOT_ASKED = (Kind.NOT_NOW, "{name} has not been invited yet, so there is nothing to correct.")
    NO_DEPUTY = (Kind.NOT_NOW, "Nobody is to come instead of this person.")
    ON_ITS_WAY = (Kind.NOT_NOW, "A mail about this may have left already: {name}. Say first what has become of it.")
    MAIL_SENT = (Kind.NOT_NOW, "This mail has been sent already.")
    MAIL_CHANGED = (Kind.NOT_NOW, "The mail would say something else by now. Look at it once more, and send it anew.")
    NOT_BY_HAND = (Kind.NOT_NOW, "The program sends this by itself when its time comes, once you have switched it on.")
    NOT_OVER = (Kind.NOT_NOW, "The meeting has not been closed yet; this is for afterwards.")
    NO_SUCH_REQUEST = (Kind.NOT_RIGHT, "There is no such request any more.")
    NOT_BY_A_PAGE = (Kind.NOT_RIGHT, "A child is not told such a thing by a page. Somebody should tell them.")
    NOBODY_TOLD = (Kind.NOT_RIGHT, "Please choose who should know.")
    NO_COMMENTS = (Kind.NOT_NOW, "No time for comments has been set. Whoever leads the meeting can set it.")
    COMMENTS_LOCKED = (Kind.NOT_NOW, "The time for comments is over; they are locked.")
    BEFORE_THE_END = (Kind.NOT_RIGHT, "Please choose a day after the meeting.")
    NO_RECORD_YET = (Kind.NOT_NOW, "There is no record yet. It is written when the meeting is closed.")
    ERASED = (Kind.NOT_NOW, "What was in this meeting is being erased; nothing can be changed in it any more.")
    STEP_CHANGED = (Kind.NOT_NOW, "The step has changed since you saw it. Please read it again.")
    STEP_EMPTY = (Kind.NOT_NOW, "The step has no words yet. Write what is to be done, then it can be promised.")
    STEP_FINISHED = (Kind.NOT_NOW, "This step is done or holds no more; there is nothing to take over.")
    GOAL_HAS_STEPS = (Kind.NOT_NOW, "The goal still has steps. Move or remove them first.")
    NOT_WAITING = (Kind.NOT_NOW, "This person is not in the waiting room any more.")
    ALREADY_HERE = (Kind.NOT_NOW, "That seat is already taken by somebody who is here.")
    FULL_DOOR = (
        Kind.NOT_NOW,
        "So many are waiting at the door already. Tell the facilitator, and try again in a moment.",
    )
    LAST_FACILITATOR = (Kind.NOT_NOW, "The meeting needs somebody to lead it. Give the role to somebody else first.")
    NOT_FOR_ALL_HERE = (Kind.NOT_NOW, "Not everybody who is here may see this page, so it does not go on the wall.")
    NOT_CLOSED = (Kind.NOT_NOW, "The meeting is not closed yet; what there is now is a draft.")
    NO_SUCH_SEAT = (Kind.NOT_RIGHT, "There is no such person in this meeting.")
    NO_SUCH_MAIL = (Kind.NOT_RIGHT, "There is no such mail in this meeting.")
    NO_ADDRESS = (Kind.NOT_RIGHT, "There is no e-mail address yet: {name}.")
    BAD_ADDRESS = (Kind.NOT_RIGHT, "“{address}” is no e-mail address. It looks like jana@example.cz.")
    BAD_PHONE = (Kind.NOT_RIGHT, "A telephone number has digits, spaces and a plus sign, such as +420 123 456 789.")
    NO_SUCH_GOAL = (Kind.NOT_RIGHT, "That goal is not there any more.")
    NO_SUCH_STEP = (Kind.NOT_RIGHT, "That step is not there any more.")
    NO_SUCH_PAST = (Kind.NOT_RIGHT, "That was not in the last plan.")
    NO_SUCH_CELL = (Kind.NOT_RIGHT, "That field is not there any more.")
    NO_SUCH_STAGE = (Kind.NOT_RIGHT, "This meeting has no such stage.")
    NO_SUCH_PANEL = (Kind.NOT_RIGHT, "This stage has nothing of that name.")
    NO_SUCH_CARD = (Kind.NOT_RIGHT, "That card is not there any more.")
    NO_SUCH_ALERT = (Kind.NOT_RIGHT, "That agreement for a change is not there any more.")
    NO_SUCH_PAGE = (Kind.NOT_RIGHT, "That page is not there any more.")
    NO_CHILD = (Kind.NOT_RIGHT, "This kind of meeting needs one child, with the role “{role}” and no other.")
    NO_GUIDE = (Kind.NOT_RIGHT, "This person cannot be the child's guide.")
    BAD_FACE = (Kind.NOT_RIGHT, "Please choose one of the five faces, or none.")
    BAD_LINE = (Kind.NOT_RIGHT, "This line does not fit on the sheet.")
    BAD_RING = (Kind.NOT_RIGHT, "On the map there are three circles: 1, 2 and 3.")
    BAD_LOAD = (Kind.NOT_RIGHT, "Please write a number from 0 to {most}.")
    FULL_PAGE = (Kind.NOT_RIGHT, "This page is full. Take another one, or take something away.")
    NO_SUCH_WORD = (Kind.NOT_RIGHT, "“{word}” is not one to choose from. There is: {words}.")
    NO_SUCH_KIND = (Kind.NOT_RIGHT, "There is no record of the kind “{word}”. There is: {words}.")
    STEP_CIRCLE = (Kind.NOT_RIGHT, "These steps would wait for each other for ever. Leave one of them out.")
    BAD_SCALE = (Kind.NOT_RIGHT, "Please choose a number from 0 to 10.")
    BAD_DAYS = (Kind.NOT_RIGHT, "Please write a number of days from 1 to {most}.")
    BAD_WEEKS = (Kind.NOT_RIGHT, "Please choose a number of weeks from 1 to 52, or none.")
    NEEDS_PHONE = (Kind.NOT_RIGHT, "Whoever leads the meeting needs a device of their own.")
    NO_SUCH_ROLE = (Kind.NOT_RIGHT, "The role “{role}” is not in this kind of meeting. It has: {roles}.")
    NO_FACILITATOR = (Kind.NOT_RIGHT, "A meeting needs somebody with the role “{role}”.")
    NO_PEOPLE = (Kind.NOT_RIGHT, "A meeting needs at least one person.")
    NO_NAME = (Kind.NOT_RIGHT, "Please write a name (1 to 80 characters).")
    NO_TITLE = (Kind.NOT_RIGHT, "Please write a title (1 to 200 characters).")
    NO_WORDS = (Kind.NOT_RIGHT, "Please say it in words.")
    NO_REASON = (Kind.NOT_RIGHT, "Please write the reason why you do not sign.")
    TOO_LONG = (Kind.NOT_RIGHT, "This is too long: at most {most} characters.")
    TOO_MANY = (Kind.NOT_RIGHT, "That is the most this meeting can hold: {most}.")
    ENOUGH_CARDS = (
        Kind.NOT_RIGHT,
        "One person can have at most {most} cards here. Take one back before you add another.",
    )
    NOT_CONCERNED = (
        Kind.NOT_RIGHT,
        "This is for those to say whom the meeting is about. First write down who that is.",
    )
    NO_SUCH_CONSENT = (Kind.NOT_RIGHT, "There is no such consent of yours.")
    NO_SUBJECT = (Kind.NOT_RIGHT, "Please choose at least one subject.")
    NO_RECEIVER = (Kind.NOT_RIGHT, "Please say who may know: somebody, or an organisation.")
    BAD_ID = (Kind.NOT_RIGHT, "This name is not one the program can use.")
    TAKEN_ID = (Kind.NOT_RIGHT, "Something of that name is already there.")
    BAD_DATE = (Kind.NOT_RIGHT, "This date cannot be right. Please choose a day from {first} to {last}.")
    EMPTY_SIGNATURE = (Kind.NOT_RIGHT, "The signature is empty. Please draw it once more.")
    LONG_SIGNATURE = (Kind.NOT_RIGHT, "The signature has too many strokes. Please draw it more simply.")
    TEXT_SHAPE = (Kind.NOT_RIGHT, "This change of text cannot be read.")
    TEXT_RANGE = (Kind.NOT_RIGHT, "This change does not fit the text it was made on.")
    TEXT_CHARACTERS = (Kind.NOT_RIGHT, "The text contains characters that cannot be written in a record.")
    TEXT_SPLIT = (Kind.NOT_RIGHT, "This change would cut a character in half.")
    TEXT_SIZE = (Kind.NOT_RIGHT, "A field holds at most 4,000 characters; this would be more.")

    def __init__(self, kind: Kind, sentence: str) -> None:
        self.kind = kind
        self.sentence = sentence

    @property
    def code(self) -> str:
        """NOT_YOUR_STEP -> "not-your-step"."""
        return self.name.lower().replace("_", "-")


class Refused(Exception):
    """The meeting says no. words: what fills the {names} of the sentence; holes: what is missing, for MISSING."""

    def __init__(self, reason: Reason, holes: tuple[tuple[str, str], ...] = (), **words: str) -> None:
        super().__init__(reason.sentence.format_map(words))
        self.reason = reason
        self.holes = holes
        self.words = words
