package dev.sluice.media.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFormatTest {
  /** The formats of a page with these, in which a backtick stands for a quotation mark. */
  static List<PageFormat> formats(String json) throws IOException {
    String page = "{`formats`:[%s]}".formatted(json).replace('`', '"');
    return PageReader.read(
            new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)), bytes -> {})
        .formats();
  }

  private static Optional<PageFormat> format(String fields) throws IOException {
    String json =
        "{`url`:`https://cdn.example/a`,`protocol`:`https`,`vcodec`:`vp9`,`acodec`:`none`,%s}";
    return formats(json.formatted(fields)).stream().findFirst();
  }

  @Test
  void what_matters_of_a_format_is_read() throws Exception {
    PageFormat format = format("`width`:1080,`height`:1920,`tbr`:812.5").orElseThrow();

    assertThat(format.videoCodec()).contains("vp9");
    assertThat(format.audioCodec()).isEmpty();
    assertThat(format.shorterSide()).isEqualTo(1_080);
    assertThat(format.bitrate()).isEqualTo(812.5);
    assertThat(format("`acodec`:null").orElseThrow().audioCodec()).contains(PageFormat.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "`protocol`:`rtmp`",
        "`protocol`:`http_dash_segments`",
        "`protocol`:`ism`",
        "`protocol`:`ism`,`format_id`:`best/worst`",
        "`protocol`:`mhtml`",
        "`has_drm`:true",
        "`vcodec`:`none`",
        "`url`:`file:///etc/passwd`",
        "`url`:5"
      })
  void what_our_client_does_not_take_is_no_format(String fields) throws Exception {
    assertThat(format(fields)).isEmpty();
  }

  @Test
  void what_only_yt_dlp_can_fetch_is_left_to_it() throws Exception {
    PageFormat format = format("`protocol`:`ism`,`format_id`:`video-1.5`").orElseThrow();

    assertThat(format.direct()).isFalse();
    assertThat(format.id()).isEqualTo("video-1.5");
    assertThat(format("`format_id`:`1`").orElseThrow().direct()).isTrue();
  }

  @Test
  void headers_are_the_sites_own_and_cookies_are_for_the_host() throws Exception {
    PageFormat format =
        format(
                """
                `http_headers`:{`User-Agent`:`Browser`,`Referer`:`https://site.example/`,
                  `Range`:`bytes=0-`,`Cookie`:`x=1`,`X-Bad`:`a\\r\\nb`},
                `cookies`:`a=1; Domain=.example; Path=/; Secure; Expires=99; b=2; Domain=other.test; Path=/; c=3; Domain=cdn.example; Path=/`
                """)
            .orElseThrow();

    assertThat(format.headers())
        .isEqualTo(
            Map.of(
                "User-Agent", "Browser", "Referer", "https://site.example/", "Cookie", "a=1; c=3"));
  }
}
