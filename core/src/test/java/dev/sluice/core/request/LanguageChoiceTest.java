package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageChoiceTest {
  @Test
  void languages_are_read_in_their_order() {
    assertThat(LanguageChoice.parse(" en, pt_BR ,,EN,eng").languages())
        .containsExactly(new Language("en"), new Language("pt-BR"));
    assertThat(LanguageChoice.parse("").languages()).isEmpty();
    assertThat(LanguageChoice.parse("en,pt-BR")).hasToString("en,pt-BR");
  }

  @Test
  void who_asks_for_a_language_takes_its_kinds() {
    LanguageChoice choice = LanguageChoice.parse("pt-BR,en");

    assertThat(choice.rank("pt_BR")).hasValue(0);
    assertThat(choice.rank("en")).hasValue(1);
    assertThat(choice.rank("en-GB")).hasValue(1);
    assertThat(choice.rank("pt")).isEmpty();
    assertThat(choice.rank("enm")).isEmpty();
    assertThat(LanguageChoice.ANY.rank("und")).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eng", "en", "deu,ENG", "en-GB,en"})
  void a_language_has_several_spellings(String choice) {
    assertThat(LanguageChoice.parse(choice).rank("en")).isPresent();
    assertThat(LanguageChoice.parse(choice).rank("eng")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"english please", "../en", "e", "en,!", "a,b", "aa,bb,cc,dd,ee,ff,gg,hh,ii,jj,kk"})
  void what_is_no_language_is_refused(String text) {
    assertThatThrownBy(() -> LanguageChoice.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
