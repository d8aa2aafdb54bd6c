package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubtitleChoiceTest {
  @Test
  void languages_are_read_in_their_order() {
    assertThat(SubtitleChoice.parse(" en, pt_BR ,,EN").languages()).containsExactly("en", "pt-br");
    assertThat(SubtitleChoice.parse("").languages()).isEmpty();
    assertThat(SubtitleChoice.parse("en,pt-BR")).hasToString("en,pt-br");
  }

  @Test
  void who_asks_for_a_language_takes_its_kinds() {
    SubtitleChoice choice = SubtitleChoice.parse("pt-BR,en");

    assertThat(choice.rank("pt_BR")).hasValue(0);
    assertThat(choice.rank("en")).hasValue(1);
    assertThat(choice.rank("en-GB")).hasValue(1);
    assertThat(choice.rank("pt")).isEmpty();
    assertThat(choice.rank("enm")).isEmpty();
    assertThat(SubtitleChoice.FIRST.rank("und")).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"english please", "../en", "e", "en,!", "a,b", "aa,bb,cc,dd,ee,ff,gg,hh,ii,jj,kk"})
  void what_is_no_language_is_refused(String text) {
    assertThatThrownBy(() -> SubtitleChoice.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
