"""Languages as printed -> ISO 639 code, of two letters where there is one. No other locale data, no guessing by text.

Source: https://www.loc.gov/standards/iso639-2/php/code_list.php.
"""

from __future__ import annotations

import polars as pl

# Two letters, three letters (bibliographic ones too), English name, own name where exports print it.
_LANGUAGES = """
af afr afrikaans|am amh amharic|ar ara arabic|as asm assamese|az aze azerbaijani|be bel belarusian
bg bul bulgarian|bn ben bengali bangla|bo bod tib tibetan|br bre breton|bs bos bosnian|ca cat catalan català
cs ces cze czech čeština|cy cym wel welsh|da dan danish dansk|de deu ger german deutsch|el ell gre greek
en eng english|eo epo esperanto|es spa spanish castilian español|et est estonian|eu eus baq basque
fa fas per persian farsi|fi fin finnish suomi|fr fra fre french français|fy fry frisian|ga gle irish
gd gla gaelic|gl glg galician|gu guj gujarati|ha hau hausa|he heb hebrew|hi hin hindi|hr hrv scr croatian hrvatski
hu hun hungarian magyar|hy hye arm armenian|id ind indonesian|ig ibo igbo|is isl ice icelandic
it ita italian italiano|ja jpn japanese 日本語|jv jav javanese|ka kat geo georgian|kk kaz kazakh|km khm khmer
kn kan kannada|ko kor korean 한국어|ku kur kurdish|ky kir kirghiz kyrgyz|la lat latin|lb ltz luxembourgish
lo lao|lt lit lithuanian|lv lav latvian|mg mlg malagasy|mi mri mao maori|mk mkd mac macedonian|ml mal malayalam
mn mon mongolian|mr mar marathi|ms msa may malay|mt mlt maltese|my mya bur burmese|nb nob|ne nep nepali
nl nld dut dutch flemish nederlands|nn nno|no nor norwegian norsk|oc oci occitan|or ori oriya odia
pa pan punjabi panjabi|pl pol polish polski|ps pus pashto pushto|pt por portuguese português|qu que quechua
ro ron rum romanian română|ru rus russian русский|rw kin kinyarwanda|sa san sanskrit|sd snd sindhi
si sin sinhala sinhalese|sk slk slo slovak slovenčina|sl slv slovenian slovene|so som somali|sq sqi alb albanian
sr srp scc serbian|su sun sundanese|sv swe swedish svenska|sw swa swahili|ta tam tamil|te tel telugu|tg tgk tajik
th tha thai|ti tir tigrinya|tk tuk turkmen|tl tgl tagalog|tr tur turkish türkçe|tt tat tatar|ug uig uighur uyghur
uk ukr ukrainian українська|ur urd urdu|uz uzb uzbek|vi vie vietnamese|wo wol wolof|xh xho xhosa|yi yid yiddish
yo yor yoruba|zh zho chi chinese mandarin 中文|zu zul zulu
"""
_CODES = {
    name: names[0]
    for line in _LANGUAGES.split("\n")
    for entry in line.split("|")
    if (names := entry.split())
    for name in names
}
# No language: more than one, undetermined, none at all.
_NONE = ("mul", "und", "zxx", "mis", "xx")


def language(raw: pl.Expr) -> pl.Expr:
    """`en-US`, `eng`, `English`, `english; french` (the first one) -> `en`; another code of two or three letters stays.

    NULL for names that are not known, and for codes that name no language.
    """
    printed = raw.str.strip_chars().str.to_lowercase().str.extract(r"^([\p{L}\p{M}]+)(?:\s*[-_,;/|(]|\s+and\s|\s*$)")
    code = pl.when(printed.str.contains(r"^[a-z]{2,3}$") & ~printed.is_in(_NONE)).then(printed)
    return printed.replace_strict(_CODES, default=code, return_dtype=pl.String)
