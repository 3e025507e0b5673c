"""One case with a draft, and what a model might make of it."""

from dataclasses import replace

from reply_cases import COMPLAINT, NOW, case, config, drafted

from amends.languages import words
from amends.replies import lint, platform
from amends.replies.grounds import survey
from amends.replies.modelled import reworded

REVIEW = "The birthday cake came two hours late. Nobody picked up the phone, I paid 42 € for it!"
OFFER = "a new cake on a day that suits you"
OFFERS = {
    "en": OFFER,
    "ru": "новый торт в удобный вам день",
    "es": "una tarta nueva el día que le venga bien",
    "pl": "nowy tort w dniu, który Pani pasuje",
    "bg": "нова торта в удобен за вас ден",
}
SETTINGS = config(business={"sector": "cafe"}, remedies={"delivery": [{"text": OFFERS}]})


class Desk:
    """A case, its draft, and the check that the draft itself has passed."""

    def __init__(self, playbook=COMPLAINT, **about):
        self.case = case(**{"playbook": playbook, "text": REVIEW, "source_type": "google"} | about)
        made = drafted(self.case, SETTINGS, playbook=playbook)
        self.made = made
        self.made = replace(made, lint=self.lint(made.text))
        self.grounds = survey(self.case, SETTINGS, language=made.language, now=NOW)

    @property
    def body(self):
        return " ".join(part.text for part in self.made.parts if part.part != "sign")

    def lint(self, text):
        return lint.check(
            text,
            mention=self.case.mention,
            assessment=self.case.assessment,
            playbook=self.made.playbook,
            platform=platform(self.case.mention.source_type),
            language=self.made.language,
            config=SETTINGS,
        )

    def reworded(self, answer):
        return reworded(self.made, answer, "tiny", self.grounds, self.lint, words("en"))
