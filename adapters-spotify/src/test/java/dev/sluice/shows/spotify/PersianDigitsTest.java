package dev.sluice.shows.spotify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.show.Show;
import dev.sluice.shows.directory.FeedMap;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in a locale that writes its numbers in other digits. */
class PersianDigitsTest {
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void set() {
    Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
  }

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void a_show_is_listed_in_every_locale() {
    try (LongWayShow way = new LongWayShow()) {
      Show show =
          way.expander(way.listing(), FeedMap.empty())
              .expand(
                  LongWayShow.query("/show/" + LongWayShow.ID, Optional.empty()),
                  LongWayShow.LATER);

      assertThat(show.episodes()).hasSize(5);
    }
  }
}
