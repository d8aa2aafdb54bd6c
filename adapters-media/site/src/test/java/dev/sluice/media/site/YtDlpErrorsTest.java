package dev.sluice.media.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YtDlpErrorsTest {
  private static final SourceUrl URL = SourceUrl.parse("https://site.example/watch?v=1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[youtube] a: Private video. Sign in if you've been granted access | MEDIA_PRIVATE",
        "[vimeo] 1: This video is only available for registered users | MEDIA_PRIVATE",
        "[youtube] a: Join this channel to get access to members-only content | MEDIA_PRIVATE",
        "[youtube] a: Sign in to confirm your age. This video may be inappropriate |"
            + " MEDIA_AGE_RESTRICTED",
        "[youtube] a: Sign in to confirm you’re not a bot. Use --cookies | SOURCE_RATE_LIMITED",
        "[x] a: Unable to download webpage: HTTP Error 429: Too Many Requests |"
            + " SOURCE_RATE_LIMITED",
        "[x] a: This video is not available from your location due to geo restriction |"
            + " MEDIA_GEO_BLOCKED",
        "[youtube] a: Video unavailable. The uploader has not made this video available in your"
            + " country | MEDIA_GEO_BLOCKED",
        "[youtube] a: Video unavailable. This video has been removed by the uploader |"
            + " MEDIA_REMOVED",
        "[generic] Unable to download webpage: HTTP Error 404: Not Found | MEDIA_REMOVED",
        "[x] a: This video is DRM protected | MEDIA_PROTECTED",
        "[youtube] a: Premieres in 3 hours | STREAM_NOT_BEGUN",
        "Unsupported URL: https://site.example/about | NOT_MEDIA",
        "[generic] Unable to download webpage: HTTP Error 403: Forbidden | SOURCE_FORBIDDEN",
        "[x] a: Unable to download webpage: The read operation timed out | SOURCE_STALLED",
        "[x] a: Unable to download JSON metadata: HTTP Error 503: Service Unavailable |"
            + " SOURCE_BROKEN",
        "[x] a: Unable to extract player; please report this issue on  https://x.example |"
            + " SOURCE_BROKEN",
        "something nobody has heard of | SOURCE_BROKEN",
      })
  void complaints_are_sorted(String complaint, FailureCode code) {
    SluiceException failure = YtDlpErrors.of("WARNING: x\nERROR: " + complaint + "\n", URL);

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.getMessage()).contains(URL.toString());
  }

  @Test
  void a_sentence_holds_no_link_and_no_advice_for_others() {
    String said =
        "ERROR: [x] 1: Unable to extract https://cdn.example/a?token=SECRET now; please report this"
            + " issue on  https://bugs.example?q= , filling out the template.";

    assertThat(YtDlpErrors.of(said, URL).getMessage())
        .isEqualTo(
            "yt-dlp cannot read this page; a newer version may: https://site.example/watch"
                + " (yt-dlp: [x] 1: Unable to extract … now)");
  }

  @Test
  void silence_is_a_fault() {
    assertThat(YtDlpErrors.of("", URL).code()).isEqualTo(FailureCode.SOURCE_BROKEN);
    assertThat(YtDlpErrors.of("ERROR: " + "x".repeat(5_000), URL).getMessage())
        .hasSizeLessThan(400);
  }
}
