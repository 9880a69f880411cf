"""Labels of advertisements: the table of rules, and what counts as a label in a caption."""

import time
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Platform
from ads.disclosure import (
    CHECKED,
    DEFAULT,
    FOLDS,
    RULES,
    find_label,
    missing_label_message,
    rule_for,
    source_of,
)

TODAY = date(2026, 11, 22)
COUNTRIES = "AE AT AU BE BR CA CH DE DK ES FI FR GB IE IN IT JP KR MX NL NO NZ PL PT SE SG US ZA"


def found(country: str, caption: str, platform: Platform = Platform.INSTAGRAM) -> str | None:
    return find_label(rule_for(country, TODAY), caption, platform)


def test_every_country_of_the_table_has_a_rule_with_a_source() -> None:
    covered = {country for rule in RULES for country in rule.countries}
    assert " ".join(sorted(covered)) == COUNTRIES
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in (*RULES, DEFAULT):
        assert rule.labels and len(set(rule.labels)) == len(rule.labels)
        assert rule.source_url.startswith("https://")
        assert rule.since < CHECKED and rule.checked in (None, CHECKED)


@pytest.mark.parametrize("rule", [*RULES, DEFAULT], ids=lambda rule: rule.code)
def test_every_label_is_found_where_the_message_tells_to_put_it(rule) -> None:
    for label in rule.labels:
        for platform in Platform:
            assert find_label(rule, f"{label} – new shoes", platform) == label
            assert find_label(rule, label, platform) == label
            assert find_label(rule, f"{label}:\nnew shoes", platform) == label


def test_the_rule_of_the_day_decides() -> None:
    assert rule_for("FR", date(2023, 6, 10)) is DEFAULT
    assert rule_for("FR", date(2023, 6, 11)).code == "fr-2023"
    assert rule_for("FR", date(2024, 11, 7)).code == "fr-2023"
    assert rule_for("fr", date(2024, 11, 8)).code == "fr-2024"
    for rule in RULES:
        for country in rule.countries:
            assert rule_for(country, rule.since) is rule
            assert rule_for(country, rule.since - timedelta(days=1)) is not rule


@pytest.mark.parametrize("country", ["", "XX", "AQ", "DEU"])
def test_elsewhere_the_default_holds(country: str) -> None:
    assert rule_for(country, TODAY) is DEFAULT


@pytest.mark.parametrize(
    ("country", "caption", "label"),
    [
        ("US", "#ad new shoes", "#ad"),
        ("US", "#AD new shoes", "#AD"),
        ("US", "My new shoes (ad)", "ad"),
        ("US", "This is an ad for shoes", "ad"),
        ("US", "[Sponsored] shoes", "Sponsored"),
        ("US", "Paid  ad. Shoes", "Paid  ad"),
        ("GB", "AD | shoes", "AD"),
        ("GB", "🎉#Advert🎉", "#Advert"),
        ("IE", "#fogra nua", "#fogra"),
        ("DE", "WERBUNG für Schuhe", "WERBUNG"),
        ("DE", "*Anzeige* Schuhe", "Anzeige"),
        ("FR", "PUBLICITÉ : chaussures", "PUBLICITÉ"),
        ("FR", unicodedata.normalize("NFD", "publicité : x"), "publicite\u0301"),
        ("FR", "Collaboration\ncommerciale", "Collaboration\ncommerciale"),
        ("PL", "Materiał reklamowy: buty", "Materiał reklamowy"),
        ("JP", "これは広告です", "広告"),
        ("JP", "これはPRです", "PR"),
        ("JP", "プロモーションを含みます", "プロモーション"),
        ("KR", "광고입니다", "광고"),
        ("AE", "إعلان: حذاء", "إعلان"),
        ("AE", "اعلان: حذاء", "اعلان"),
        ("IN", "विज्ञापन: जूते", "विज्ञापन"),
        ("US", "#ad #shoes #autumn", "#ad"),
        ("US", "Why not? Ad for shoes", "Ad"),
    ],
)
def test_a_label_is_found_as_it_stands(country: str, caption: str, label: str) -> None:
    assert found(country, caption) == label


@pytest.mark.parametrize(
    ("country", "caption"),
    [
        ("US", ""),
        ("US", "New shoes"),
        ("US", "#adventure in new shoes"),
        ("US", "#ad_venture"),
        ("US", "Adidas shoes, made for adults"),
        ("US", "an ad-free walk"),
        ("US", "an ad hoc walk"),
        ("US", "Built 1066 AD in Hastings"),
        ("US", "Thanks to @ad and x@ad.example"),
        ("US", "see ad.example"),
        ("US", "This is not an ad"),
        ("US", "no ad, just love"),
        ("US", "unsponsored"),
        ("US", "#sp #spon #collab"),
        ("US", "##ad"),
        ("US", "#shoes #ad #autumn"),
        ("US", "#shoes, #autumn #ad"),
        ("US", "https://shop.example/x #ad"),
        ("US", "Werbung"),
        ("DE", "#ad Schuhe"),
        ("DE", "Keine Werbung, selbst gekauft"),
        ("DE", "unbezahlte Werbung"),
        ("DE", "Werbungskosten"),
        ("FR", "pas de publicité"),
        ("FR", "#pub"),
        ("ES", "sin publicidad"),
        ("JP", "#広告代理店"),
        ("JP", "PROの靴"),
        ("IT", "ad esempio"),
    ],
)
def test_what_only_looks_like_a_label_is_none(country: str, caption: str) -> None:
    assert found(country, caption) is None


@pytest.mark.parametrize("platform", list(Platform))
def test_a_label_must_end_before_the_fold(platform: Platform) -> None:
    filler = "x" * (FOLDS[platform] - 4)
    assert found("US", f"{filler} #ad", platform) == "#ad"
    assert found("US", f"{filler}x #ad", platform) is None


def test_lines_fold_too_where_captions_fold() -> None:
    assert found("US", "New shoes\n#ad") == "#ad"
    assert found("US", "New shoes\n.\n#ad") is None
    assert found("US", "New shoes\n\n\n#ad", Platform.BLOG) == "#ad"


def test_the_message_says_what_to_do_and_which_rule_says_so() -> None:
    assert missing_label_message(rule_for("DE", TODAY), Platform.INSTAGRAM) == (
        "Put “Werbung” at the beginning of the caption, in the first 120 characters and 2 lines, "
        "and not after other hashtags. “Anzeige”, “#Werbung”, “#Anzeige” will do too. "
        "The rule: UWG § 5a(4) and the Medienanstalten’s guide to labelling."
    )
    assert "in the first 270 characters, and" in missing_label_message(DEFAULT, Platform.X)


@given(caption=st.text(), rule=st.sampled_from(RULES), platform=st.sampled_from(Platform))
def test_what_is_found_stands_in_the_caption(caption, rule, platform) -> None:
    label = find_label(rule, caption, platform)
    assert label is None or label in caption[: FOLDS[platform] + 1]
    assert find_label(rule, f"{rule.labels[0]}. {caption}", platform) is not None


@pytest.mark.parametrize("unit", ["ad-", "#a", "not an ", "#ad #", "광고", "not  ", "e\u0301"])
def test_no_caption_takes_long(unit: str) -> None:
    begun = time.process_time()
    for rule in RULES:
        find_label(rule, unit * 2000, Platform.BLOG)
    assert time.process_time() - begun < 3


def test_a_rule_is_called_by_its_source_and_a_lost_one_by_its_code() -> None:
    assert source_of("us-2023") == "FTC Endorsement Guides, 16 CFR Part 255"
    assert source_of(DEFAULT.code) == DEFAULT.source_name
    assert source_of("gone-1999") == "gone-1999"


def test_every_code_is_used_once() -> None:
    codes = [rule.code for rule in (*RULES, DEFAULT)]
    assert len(codes) == len(set(codes))
