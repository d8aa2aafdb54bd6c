package dev.sluice.shows.feed.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Episode.Transcript;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscriptChoiceTest {
  @ParameterizedTest
  @CsvSource({
    "'a.json application/json,b.srt application/x-subrip,c.vtt text/vtt', en, c.vtt",
    "'a.json application/json,b.srt application/srt', en, b.srt",
    "'a.html text/html,b.txt text/plain', en, ''",
    "'a.html text/html,b.json application/json; charset=utf-8', en, b.json",
    "'a.vtt text/vtt de,b.srt application/srt en', en, b.srt",
    "'a.vtt text/vtt de,b.json application/json', en, b.json",
    "'a.vtt text/vtt de-AT,b.srt text/srt fr', de-CH, a.vtt",
    "'a.vtt text/vtt fr,b.vtt text/vtt EN-us', en-US, b.vtt",
    "'a.vtt text/plain', en, a.vtt",
    "'a.vtt', '', a.vtt"
  })
  void the_shows_language_counts_before_the_type(String offers, String language, String chosen) {
    TranscriptChoice choice = new TranscriptChoice();
    for (String offer : offers.split(",")) {
      String[] words = (offer + "   ").replace("; ", ";").split(" ", -1);
      choice.add(words[0], words[1], words[2]);
    }

    Optional<String> file =
        choice
            .choose(FeedDocuments.BASE, language)
            .map(Transcript::url)
            .map(url -> url.lastSegment());

    assertThat(file.orElse("")).isEqualTo(chosen);
  }
}
