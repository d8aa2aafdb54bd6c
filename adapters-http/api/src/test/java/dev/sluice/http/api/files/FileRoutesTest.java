package dev.sluice.http.api.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.http.api.MemoryObjects;
import dev.sluice.http.api.RunningServer;
import dev.sluice.testkit.fake.CapturedLog;
import dev.sluice.testkit.fake.FakeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files behind signed links. */
class FileRoutesTest {
  private static final String PATH = "videos/talk.mp4";
  private static final String MODIFIED = "Fri, 20 Nov 2026 10:15:30 GMT";

  private static final byte[] BYTES = FakeSource.ofSize(1_000_000).bytes();

  private static RunningServer running;

  @BeforeAll
  static void start() {
    running = new RunningServer();
    running.objects.put(PATH, BYTES, "video/mp4");
  }

  @AfterAll
  static void stop() {
    // The last answer may be read before the server has closed its file.
    await().untilAsserted(() -> assertThat(running.objects.open).hasValue(0));
    running.close();
  }

  @Test
  void a_link_gives_the_file_and_says_what_it_is() {
    HttpResponse<byte[]> answer = get(Map.of());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BYTES);
    assertThat(header(answer, "Content-Type")).isEqualTo("video/mp4");
    assertThat(header(answer, "Content-Length")).isEqualTo("1000000");
    assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(answer, "Last-Modified")).isEqualTo(MODIFIED);
    assertThat(header(answer, "ETag")).isEqualTo(etag());
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Content-Disposition"))
        .isEqualTo("inline; filename=\"talk.mp4\"; filename*=UTF-8''talk.mp4");
  }

  @Test
  void head_gives_the_same_without_the_bytes() {
    HttpResponse<byte[]> answer =
        running.send("HEAD", MemoryObjects.link(PATH), Map.of("Range", "bytes=0-9"), null);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(header(answer, "Content-Length")).isEqualTo("1000000");
    assertThat(header(answer, "ETag")).isEqualTo(etag());
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,           0,      1",
    "bytes=999990-,       999990, 10",
    "bytes=-7,            999993, 7",
    "bytes=100-700000,    100,    699901",
    "bytes=999999-5000000, 999999, 1",
  })
  void a_range_gives_a_part(String range, int first, int length) {
    HttpResponse<byte[]> answer = get(Map.of("Range", range));

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BYTES, first, first + length));
    assertThat(header(answer, "Content-Range"))
        .isEqualTo(String.format(Locale.ROOT, "bytes %d-%d/1000000", first, first + length - 1));
    assertThat(header(answer, "Content-Length")).isEqualTo("" + length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1000000-", "bytes=-0", "bytes=2000000-3000000"})
  void a_range_behind_the_end_cannot_be_satisfied(String range) {
    HttpResponse<byte[]> answer = get(Map.of("Range", range));

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(header(answer, "Content-Range")).isEqualTo("bytes */1000000");
    assertThat(RunningServer.text(answer))
        .isEqualTo(
            "{\"error\":\"The file has only 1000000 bytes\",\"code\":\"RANGE_NOT_SATISFIABLE\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,4-5", "lines=1-2", "bytes=x"})
  void a_range_that_is_not_understood_gives_everything(String range) {
    HttpResponse<byte[]> answer = get(Map.of("Range", range));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSize(1_000_000);
  }

  @Test
  void a_range_for_another_version_gives_everything() {
    assertThat(ifRange(etag())).isEqualTo(206);
    assertThat(ifRange(MODIFIED)).isEqualTo(206);
    assertThat(ifRange("W/" + etag())).isEqualTo(200);
    assertThat(ifRange("\"other\"")).isEqualTo(200);
    assertThat(ifRange("Fri, 20 Nov 2026 10:15:29 GMT")).isEqualTo(200);
    assertThat(ifRange("nonsense")).isEqualTo(200);
  }

  private static int ifRange(String condition) {
    return get(Map.of("Range", "bytes=0-4", "If-Range", condition)).statusCode();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-None-Match       | ETAG                          | 304",
        "If-None-Match       | \"a\", W/ETAG                 | 304",
        "If-None-Match       | *                             | 304",
        "If-None-Match       | \"a\"                         | 200",
        "If-Modified-Since   | Fri, 20 Nov 2026 10:15:30 GMT | 304",
        "If-Modified-Since   | Fri, 20 Nov 2026 10:15:29 GMT | 200",
        "If-Modified-Since   | Friday, 20-Nov-26 10:15:30 GMT | 304",
        "If-Modified-Since   | Fri Nov 20 10:15:30 2026      | 304",
        "If-Modified-Since   | yesterday                     | 200",
        "If-Match            | ETAG                          | 200",
        "If-Match            | \"a\"                         | 412",
        "If-Unmodified-Since | Fri, 20 Nov 2026 10:15:30 GMT | 200",
        "If-Unmodified-Since | Fri, 20 Nov 2026 10:15:29 GMT | 412",
      })
  void an_answer_can_depend_on_the_version(String name, String value, int status) {
    HttpResponse<byte[]> answer = get(Map.of(name, value.replace("ETAG", etag())));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).hasSize(status == 200 ? 1_000_000 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/videos/talk.mp4",
        "/files/videos/talk.mp4?expires=99",
        "/files/videos/talk.mp4?expires=99&signature=14",
        "/files/videos/talk.mp4?expires=98&signature=15",
        "/files/videos/other.mp4?expires=99&signature=16",
        "/files/videos/talk.mp4/?expires=99&signature=15",
        "/files//videos/talk.mp4?expires=99&signature=15",
        "/files/?expires=99&signature=0",
      })
  void a_link_that_does_not_hold_is_not_found_whatever_is_wrong_with_it(String link) {
    HttpResponse<byte[]> answer = running.send("GET", link, Map.of(), null);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(RunningServer.text(answer))
        .isEqualTo(
            "{\"error\":\"This link is not valid, has expired, or its file is gone; GET /jobs/{id}"
                + " gives a fresh one\",\"code\":\"NOT_FOUND\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "videos/a b.mp4",
        "videos/100% & more; really?#1.mp4",
        "videos/Ärger – 你好 😀.mkv",
        "videos/a+b=c,d'e(2).mp4",
        "videos/%2e%2e.mp4",
        "videos/~tilde_[x]{y}.webm",
      })
  void a_name_of_any_kind_comes_through(String path) {
    running.objects.put(path, new byte[] {1, 2, 3}, "video/mp4");

    HttpResponse<byte[]> answer = running.send("GET", MemoryObjects.link(path), Map.of(), null);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).containsExactly(1, 2, 3);
  }

  @Test
  void a_name_beyond_ascii_is_told_to_old_and_new_clients() {
    assertThat(FileHeaders.disposition("Ä \"x\" 100%.mp4"))
        .isEqualTo(
            "inline; filename=\"_ _x_ 100_.mp4\"; filename*=UTF-8''%C3%84%20%22x%22%20100%25.mp4");
  }

  @Test
  void a_file_that_is_cut_while_it_is_read_is_never_a_whole_answer() {
    running.objects.put("videos/small.mp4", new byte[1_000], "video/mp4");
    running.objects.put("videos/large.mp4", new byte[5_000_000], "video/mp4");
    running.objects.lost = 700;
    try (CapturedLog log = CapturedLog.start()) {
      HttpResponse<byte[]> small =
          running.send("GET", MemoryObjects.link("videos/small.mp4"), Map.of(), null);
      assertThat(small.statusCode()).isEqualTo(500);
      assertThat(small.headers().map())
          .doesNotContainKeys("etag", "last-modified", "accept-ranges", "content-disposition");
      assertThat(RunningServer.tree(small).get("code").textValue()).isEqualTo("INTERNAL");

      running.objects.lost = 3_000_000;
      assertThatThrownBy(
              () -> running.send("GET", MemoryObjects.link("videos/large.mp4"), Map.of(), null))
          .isInstanceOf(AssertionError.class)
          .hasCauseInstanceOf(IOException.class);
      log.assertWarned("GET /files/videos/small.mp4");
    } finally {
      running.objects.lost = Long.MAX_VALUE;
    }
  }

  @Test
  void a_file_is_closed_when_its_reader_goes_away() throws IOException {
    running.objects.put("videos/huge.mp4", new byte[30_000_000], "video/mp4");

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.server.port())) {
      String request = "GET %s HTTP/1.1\r\nHost: x\r\n\r\n";
      socket
          .getOutputStream()
          .write(
              String.format(Locale.ROOT, request, MemoryObjects.link("videos/huge.mp4"))
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(running.objects.open).hasValue(1);
    }

    Awaitility.await().untilAsserted(() -> assertThat(running.objects.open).hasValue(0));
  }

  @Test
  void an_empty_file_is_a_file() {
    running.objects.put("videos/empty.mp4", new byte[0], "video/mp4");

    HttpResponse<byte[]> answer =
        running.send("GET", MemoryObjects.link("videos/empty.mp4"), Map.of(), null);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Length")).isEqualTo("0");
  }

  private static String etag() {
    return String.format(
        Locale.ROOT, "\"%x-%x\"", BYTES.length, MemoryObjects.MODIFIED.toEpochMilli());
  }

  private static HttpResponse<byte[]> get(Map<String, String> headers) {
    return running.send("GET", MemoryObjects.link(PATH), headers, null);
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
