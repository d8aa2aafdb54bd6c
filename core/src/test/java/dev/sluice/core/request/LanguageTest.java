package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
  @ParameterizedTest
  @CsvSource({
    "eng, en",
    "EN, en",
    "ger, de",
    "deu, de",
    "fre, fr",
    "fra, fr",
    "chi, zh",
    "zho, zh",
    "cmn, zh",
    "zh-cmn-hans, zh-Hans",
    "cze, cs",
    "heb, he",
    "iw, he",
    "ind, id",
    "in, id",
    "nob, nb",
    "nor, no",
    "arb, ar",
    "pt_br, pt-BR",
    "por-BR, pt-BR",
    "id-IN, id-IN",
    "zh-hant-tw, zh-Hant-TW",
    "es-419, es-419",
    "gsw, gsw",
    "und, und",
  })
  void the_spellings_of_a_language_are_equal(String spelling, String tag) {
    assertThat(new Language(spelling)).hasToString(tag);
    assertThat(Language.find(spelling)).contains(new Language(tag));
  }

  @ParameterizedTest
  @CsvSource({
    "en, eng, true",
    "eng, en-GB, true",
    "en-GB, en, false",
    "en, enm, false",
    "no, nob, true",
    "no, nn-NO, true",
    "nb, no, false",
    "zh, yue, true",
    "de, gsw, false",
  })
  void a_language_includes_its_varieties(String language, String other, boolean included) {
    assertThat(new Language(language).includes(new Language(other))).isEqualTo(included);
  }

  @Test
  void what_is_no_tag_is_none() {
    assertThat(Language.find("")).isEmpty();
    assertThat(Language.find("English (US)")).isEmpty();
    assertThatThrownBy(() -> new Language("x!"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'x!' is no language: give tags such as en or pt-BR, separated by commas");
  }
}
