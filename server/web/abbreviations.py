"""What the abbreviations of social work mean, each in one plain sentence; an office adds its own, or its own words.

As practice uses them; nothing here is a definition by law.
"""

from collections.abc import Mapping

from .language import Tongue
from .words import N_

ABBREVIATIONS = {
    "OSPOD": N_(
        "The public office that protects children: it has to help families and to step in when a child is in danger."
    ),
    "SAS": N_(
        "A social activation service: helpers who visit a family with children "
        "at home and work with it, free of charge."
    ),
    "IPOD": N_("The child protection office's own written plan of help for one child. It is not the plan made here."),
    "PK": N_("A case conference: a meeting of the family and everyone who helps it at one table."),
    "IPK": N_("A case conference in which the child decides what is talked about."),
    "SVP": N_(
        "An educational care centre: a place where children and parents can talk about trouble at school or at home."
    ),
    "PPP": N_("A school counselling office: psychologists who look at what a child needs for learning."),
    "SPC": N_("A special education centre: it advises schools and families of children with a disability."),
    "IVP": N_("A pupil's own plan of learning, agreed with the school."),
    "ZDVOP": N_("A place where a child can stay for a short time when it cannot be at home."),
    "NZDM": N_("A club for children and young people, open to anyone, with helpers at hand."),
    "AD": N_("A shelter: a house where people who have lost their home can live for a time."),
    "ÚP": N_("The labour office: it helps people find work and pays benefits."),
    "ČSSZ": N_("The office that pays pensions and sick pay."),
    "PMS": N_("The probation service: it works with people sentenced by a court, outside prison."),
    "PnP": N_("The care allowance: money for somebody who cannot manage everyday things alone."),
    "ADHD": N_("An innate way of the brain: it is hard to hold attention and to sit still. It is nobody's fault."),
    "ZŠ": N_("A basic school, from the first to the ninth class."),
    "MŠ": N_("A nursery school."),
}


def explained(own: Mapping[str, str], tongue: Tongue) -> dict[str, str]:
    """Every abbreviation and what it means, in the viewer's language, in alphabetical order. own: the office's."""
    known = {short: tongue._(words) for short, words in ABBREVIATIONS.items()} | dict(own)
    return dict(sorted(known.items()))
