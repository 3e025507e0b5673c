"""What amends knows about languages: detection, the words of the interface, cues.

One folder per language, all of it data: `language.yaml` (name, script, plurals, stop words),
`messages.yaml` (words of the interface), `cues.yaml` (words that mean something in a mention),
`replies.yaml`. A new language is a new folder.
"""

from amends.languages.data import LanguageData, has, language, names, read
from amends.languages.detection import detect
from amends.languages.letters import capitalised, lowered
from amends.languages.messages import Words, words

__all__ = [
    "LanguageData",
    "Words",
    "capitalised",
    "detect",
    "has",
    "language",
    "lowered",
    "names",
    "read",
    "words",
]
