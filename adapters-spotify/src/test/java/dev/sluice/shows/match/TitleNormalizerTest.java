package dev.sluice.shows.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TitleNormalizerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Pok&eacute;mon                | Pokémon",
        "Tom &amp;amp; Ann             | Tom & Ann",
        "&bdquo;Ja&ldquo; &mdash; Nein | Ja - Nein",
        "Rock &#8217;n&#x2019; Roll    | Rock 'n' Roll",
        "5 &rightarrow; 6              | 5 → 6",
      })
  void a_title_that_was_encoded_is_the_title(String encoded, String plain) {
    assertThat(TitleNormalizer.words(encoded)).isEqualTo(TitleNormalizer.words(plain));
    assertThat(TitleNormalizer.key(encoded)).isEqualTo(TitleNormalizer.key(plain));
  }
}
