"""Who signs a reply: a person's name in its last words."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from amends.languages.lexicon import split

_MOST_WORDS = 9
_TAIL = 160
_BREAK = re.compile(
    r"[.!?…][\"'”»“)\]]*\s+|[。！？]\s*|[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?\s+|\n+"
)
_CLOSING = re.compile(
    r"^(?:[^\W\d_]+['’]?\s){0,4}?(?:(?:regards|wishes|yours|best|cheers|thanks|love|sincerely"
    r"|faithfully"
    r"|уважением|привет\w*|поздрав\w*|почит\w*|повагою|saludos?|abrazos?|cordialmente|atentamente"
    r"|pozdraw\w*|poważaniem|szacunkiem|pozdrav\w*|úctou|grüße?n?|gruß|cordialement|amicalement"
    r"|salutations|saluti|cordiali|abraços?|cumprimentos|atenciosamente|groet\w*|saygılar\w*"
    r"|sevgiler\w*|selamlar\w*|stimă|respect|drag)\b[\s,.:–—-]*)+",
    re.IGNORECASE,
)
_BRIDGE = re.compile(
    r"^(?:[^\W\d_]+\s+){0,4}?(?:[^\W\d_]+,|from|von|od|от|від|de|din|ваш[аи]?|вашата?|ihre?|dein"
    r"|deine|votre|su|suo|sua|uw|twoja|twój|váš|vaše)\s+",
)
"""What may stand between a closing and the name."""
_TEAM = frozenset(
    "team staff crew support service management екип екипът екипа команда команды командой"
    " администрация администрацията поддержка поддержки колектив колектива equipo gerencia zespol"
    " ekipa dzial obsluga kundenservice kundendienst equipe direction squadra staff assistenza"
    " tym kolektiv podpora ekip ekibi ekibimiz destek yonetim echipa personalul klantenservice"
    " customer care office reception команди адміністрація"
    " soporte atencion suporte".split()
)
_HOUSE = frozenset(
    "movers removals hotel hostel cafe restaurant bistro bakery garage motors cars rentals clinic"
    " dental surgery practice pharmacy school academy salon studio shop store bikes cycles ltd inc"
    " llc gmbh sro ltda srl claims complaints billing accounts sales department dept helpdesk"
    " hotelu kawiarnia restauracja przychodnia szkola sklep serwis biuro reklamacje recepcja"
    " hotela kafe klinika shkola magazin otdel servis хотел кафе ресторант клиника школа училище"
    " магазин сервиз сервис отдел рецепция рекламации отель ресторан клініка готель відділ"
    " praxis werkstatt schule laden buchhaltung reklamation rezeption hotels clinique ecole"
    " boutique atelier service comptabilite clinica escuela tienda taller reclamaciones recepcion"
    " scuola negozio officina ufficio reclami escola loja oficina winkel werkplaats klachten"
    " obchod skola dilna klinigi okulu dukkan servisi atolye magazinul scoala atelierul".split()
)
"""Words of a house or a department: nobody is called so."""
_ORNAMENT = re.compile(r"[\s\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d♥–—-]+$")
"""What may stand behind a name: pictures, a dash."""
_PARTICLES = frozenset(
    "and & und et ve si si și en i и та a "
    "van de der den von zu da do dos du la le di del della mac mc bin ibn al y e of from z ze u"
    " od от из з із з du des at dr mr mrs ms".split()
)


class Signature(NamedTuple):
    """The last words of a reply, from the first letter of a closing or a name."""

    start: int
    name: str


def signature(text: str) -> Signature | None:
    """Return the personal signature of a reply; None where nobody signs.

    A team, a department or a whole sentence signs nothing.
    """
    end = len(text.rstrip())
    start = max(0, end - _TAIL)
    for found in _BREAK.finditer(text, start, end):
        start = found.end()
    last = text[start:end]
    closing = _CLOSING.match(last)
    name = _ORNAMENT.sub("", _after_bridge(last[closing.end() :]) if closing else last)
    if _signs(name.strip(" -–—"), whole=start == 0) and not _is_domain(name, text):
        return Signature(_with_closing(text, start), name.strip())
    return None


def _after_bridge(rest: str) -> str:
    return _BRIDGE.sub("", rest) if rest[:1].islower() else rest


def _is_domain(name: str, text: str) -> bool:
    """Whether the name is that of the house: its mail addresses bear it."""
    return f"@{''.join(split(name).folded)}." in text.casefold()


def _with_closing(text: str, start: int) -> int:
    """Take in a closing that stands on the line above the name."""
    above = text[:start].rstrip()
    line = max(above.rfind("\n"), above.rfind(". "), above.rfind("! ")) + 1
    closing = _CLOSING.match(above[line:].lstrip())
    if closing and closing.end() >= len(above[line:].lstrip()):
        return line
    return start


def _signs(name: str, *, whole: bool) -> bool:
    """Whether these words name a person: capitals, then at most a role or a house."""
    words = split(name)
    if not words.folded or len(words.folded) > _MOST_WORDS or whole:
        return False
    if name.endswith(("?", "!", "…")):
        return False
    first = name[words.starts[0] :]
    if not first[0].isalpha():
        return False
    if first[0].lower() == first[0].upper():  # a script without capitals
        return True
    return first[0].isupper() and _mostly_names(name, words.starts, words.folded)


def _mostly_names(name: str, starts: list[int], folded: list[str]) -> bool:
    """Whether the words before a comma, a bracket or a preposition are all capitalised."""
    until = re.search(r"[,(«\"„“/|–—]", name)
    border = until.start() if until else len(name)
    lead = [
        (name[at].isupper(), word) for at, word in zip(starts, folded, strict=True) if at < border
    ]
    plain = [word for capital, word in lead if not capital]
    if name.endswith(".") and (plain or len(lead) > 3):  # noqa: PLR2004 — a sentence of its own
        return False
    people = [word for _, word in takewhile(lambda each: each[0], lead)]
    if not (_HOUSE | _TEAM).isdisjoint(people):
        return False
    return len(lead) <= 5 and (not plain or plain[0] in _PARTICLES)  # noqa: PLR2004
