"""Files as Institutionsregisteret writes them, with invented schools, in the three encodings that it has been seen in."""

from schools.models import Municipality

HEAD = (
    "HOVEDSKOLE_INST;INST_NR;INST_NAVN;ENHEDSART;INST_ADR;POSTNR;POSTDISTRIKT;TLF_NR;E_MAIL;WEB_ADR;INST_TYPE_NR;INST_TYPE_NAVN;"
    "INST_TYPE_GRUPPE;UNDERV_NIV;INST_LEDER;CVR_NR;KOMMUNE_NR;ADM_KOMMUNE_NAVN;BEL_KOMMUNE;BEL_KOMMUNE_NAVN;BEL_REGION;REGION_NAVN;"
    "EJER_KODE;EJERKODE_NAVN;P_NR;VEJKODE;GEO_BREDDE_GRAD;GEO_LAENGDE_GRAD"
).split(";")
LEADER = "Åse Hemmelig-Østergård"
TYPES = {"1012": "Folkeskoler", "1013": "Friskoler og private grundskoler", "1034": "Gymnasier"}


def line(number: str, name: str, at: Municipality, **fields: str) -> str:
    """One institution; `parent`, `kind` and any column by its name can be given."""
    kind = fields.pop("kind", "1012")
    parent = fields.pop("parent", "")
    values = {
        "HOVEDSKOLE_INST": parent,
        "INST_NR": number,
        "INST_NAVN": name,
        "ENHEDSART": "Afdeling" if parent else "Institution uden enheder",
        "INST_ADR": "Bøgeallé 4",
        "POSTNR": "7400",
        "POSTDISTRIKT": "Egsted",
        "TLF_NR": "99887766",
        "E_MAIL": "aase.hemmelig@skolen.example",
        "INST_TYPE_NR": kind,
        "INST_TYPE_NAVN": TYPES.get(kind, "Andet"),
        "INST_LEDER": LEADER,
        "KOMMUNE_NR": at.code.lstrip("0"),
        "ADM_KOMMUNE_NAVN": at.official_name,
        "BEL_KOMMUNE": at.code.lstrip("0"),
        "BEL_KOMMUNE_NAVN": at.official_name,
        "GEO_BREDDE_GRAD": "56,1396",
        "GEO_LAENGDE_GRAD": "8,9755",
        **fields,
    }
    return ";".join(values.get(column, "") for column in HEAD)


def register(*lines: str, encoding: str = "utf-8-sig") -> bytes:
    text = "\r\n".join([";".join(HEAD), *lines, ""])
    return ("\ufeff" + text).encode("utf-16-le") if encoding == "utf-16-le" else text.encode(encoding)
