"""What a participant may say no to, and what the columns are called that ask it, in seven languages."""

from __future__ import annotations

CONSENT = ("quote", "machine", "deposit")
"""To be quoted, to be read by a machine, to be deposited."""

USES = {
    name: use
    for use, names in (
        (
            "quote",
            "quote may_be_quoted quoted may_quote quotation zitat zitieren citation citer cita citar citaat "
            "citeren citazione citare citacao",
        ),
        (
            "machine",
            "machine may_be_read_by_a_machine may_be_read_by_machine ai ki ia maschine maquina macchina",
        ),
        (
            "deposit",
            "deposit may_be_deposited deposited may_deposit archive archiv depot deposito archivo_publico "
            "archief archivio arquivamento",
        ),
    )
    for name in names.split()
}
"""The use by its column's name: lower case, without accents, with underscores."""
