package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server in a country whose digits are not those of HTTP. */
@ResourceLock(Resources.LOCALE)
class LocaleIndependenceTest {
  private static final String PATH = "videos/talk.mp4";

  private static Locale before;
  private static RunningServer running;

  @BeforeAll
  static void start() {
    before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR"));
    running = new RunningServer();
    running.objects.put(PATH, new byte[1_000], "video/mp4");
  }

  @AfterAll
  static void stop() {
    Locale.setDefault(before);
    running.close();
  }

  @Test
  void a_part_of_a_file_has_headers_that_clients_can_read() {
    HttpResponse<byte[]> part =
        running.send("GET", MemoryObjects.link(PATH), Map.of("Range", "bytes=10-19"), null);

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range")).contains("bytes 10-19/1000");
    assertThat(part.headers().firstValue("Last-Modified"))
        .contains("Fri, 20 Nov 2026 10:15:30 GMT");
    assertThat(part.headers().firstValue("ETag").orElseThrow()).isASCII();
  }

  @Test
  void a_part_behind_the_end_is_refused_with_the_size() {
    HttpResponse<byte[]> part =
        running.send("GET", MemoryObjects.link(PATH), Map.of("Range", "bytes=1000-"), null);

    assertThat(part.headers().firstValue("Content-Range")).contains("bytes */1000");
    assertThat(RunningServer.text(part)).isASCII();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /jobs?limit=x   |                                  | 400",
        "POST | /jobs/bulk      | {\"jobs\":[]}                    | 400",
        "POST | /jobs/bulk      | {\"jobs\":[{\"url\":\"x\"}]}     | 400",
        "POST | /jobs           | {\"url\":\"x\",\"format\":\"x\"} | 400",
        "POST | /jobs           | {\"url\":\"x\",\"priority\":1.5} | 422",
        "POST | /jobs           | {\"url\":                        | 400",
        "GET  | /dashboard/daily |                                 | 200",
        "GET  | /usage          |                                  | 200",
      })
  void an_answer_has_the_digits_of_json(String method, String path, String body, int status) {
    HttpResponse<byte[]> answer = running.call(method, path, body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(RunningServer.text(answer)).isASCII();
  }

  @Test
  void a_job_is_shown_with_the_digits_of_json() {
    running.finished(running.submitted());

    assertThat(RunningServer.text(running.call("GET", "/jobs", null))).isASCII();
  }
}
