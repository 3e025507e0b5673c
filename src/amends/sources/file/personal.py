"""What exports tell of reviewers that nobody needs in order to answer them: where to reach them.

Nobody asked them for it, so it is not kept: an e-mail address becomes a digest, by which one
person stays one; columns with telephone numbers, IP and postal addresses are left unread.
"""

from __future__ import annotations

import re
from typing import Any

from amends.sources.file.columns import plain
from amends.sources.identity import account_of

_DEEPEST = 20
_ADDRESS = re.compile(r"\s*(?:mailto:)?([^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+)\s*", re.IGNORECASE)
_COLUMNS = """
ip, user agent, comment agent, email, e mail, phone, telephone, mobile number, cell, address,
address 1, address 2, street, zip, zip code, postcode, postal code
почта, телефон, адрес, улица, индекс, поща, имейл, пощенски код, пошта, адреса, вулиця
correo, teléfono, telefono, móvil, dirección, direccion, calle, código postal, codigo postal
telefon, telefonu, adres, ulica, kod pocztowy, adresse, straße, plz, téléphone, courriel, rue
code postal, indirizzo, telefone, endereço, telefoon, straat, postcode, adresă, posta, cadde
"""
_CONTACTS = tuple(f" {' '.join(name.split())} " for name in re.split(r"[,\n]", _COLUMNS.strip()))
"""Names of columns, as `columns.plain` gives them; a part of a longer name counts as well."""


def account(value: str) -> str:
    """Return an author's id as it is kept: of an e-mail address its digest."""
    address = _ADDRESS.fullmatch(value)
    return account_of(address[1]) if address else value


def without_contacts(fields: Any, depth: int = 0) -> Any:
    """Return further fields without those that say where to reach somebody."""
    if depth > _DEEPEST:
        return None
    if isinstance(fields, list):
        return [without_contacts(each, depth + 1) for each in fields if not _is_address(each)]
    if not isinstance(fields, dict):
        return fields
    return {
        name: without_contacts(value, depth + 1)
        for name, value in fields.items()
        if not (_is_contact(str(name)) or _is_address(value))
    }


def _is_contact(name: str) -> bool:
    padded = f" {plain(name)} "
    return any(known in padded for known in _CONTACTS)


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None
