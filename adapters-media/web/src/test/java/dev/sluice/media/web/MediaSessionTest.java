package dev.sluice.media.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.media.web.testing.HlsSite;
import org.junit.jupiter.api.Test;

/** Files that belong to media: they are fetched with the cookies that its source has set. */
class MediaSessionTest extends ManifestFixture {
  private void opensItsFiles() {
    serve("/words", "WEBVTT").onlyWithCookie("pass=1", 403);
    try (Media media = open("/list")) {
      MediaFetcher session = media.session().orElseThrow();
      assertThat(session.handles(site.url("/words"))).isTrue();
      try (Media words = session.open(site.url("/words"), monitor)) {
        assertThat(words.inputs()).hasSize(1);
      }
      SluiceException failure = catchThrowableOfType(SluiceException.class, () -> open("/words"));
      assertThat(failure.code()).as("in another session").isEqualTo(FailureCode.SOURCE_FORBIDDEN);
    }
  }

  @Test
  void a_file_has_a_session() {
    serve("/list", "a file").header("Set-Cookie", "pass=1; Path=/");
    opensItsFiles();
  }

  @Test
  void a_stream_has_a_session() {
    serve("/1", "G one");
    site.playlist("/list", HlsSite.ended("#EXTINF:2,\n/1\n"))
        .header("Set-Cookie", "pass=1; Path=/");
    opensItsFiles();

    mpd(
            "",
            "<Period duration=\"PT2S\"><AdaptationSet mimeType=\"video/mp2t\"><Representation>"
                + "<BaseURL>/1</BaseURL></Representation></AdaptationSet></Period>")
        .header("Set-Cookie", "pass=1; Path=/");
    opensItsFiles();
  }
}
