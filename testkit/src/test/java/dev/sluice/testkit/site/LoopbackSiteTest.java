package dev.sluice.testkit.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.sample.PatternSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopbackSiteTest {
  private final PatternSource pattern = ByteSource.pattern(300_000);
  private final LoopbackSite site = LoopbackSite.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void serves_the_whole_with_its_length_and_type() throws Exception {
    site.serve("/a", pattern).type("video/mp4");

    HttpResponse<byte[]> answer = get("/a?token=x");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(pattern.all());
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("video/mp4");
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(300_000);
    assertThat(site.requests("/a")).hasSize(1);
    assertThat(site.requests().get(0).query()).isEqualTo("token=x");
  }

  @Test
  void serves_ranges() throws Exception {
    site.serve("/a", pattern);

    assertThat(get("/a", "Range", "bytes=70000-70009").body()).isEqualTo(pattern.bytes(70_000, 10));
    assertThat(get("/a", "Range", "bytes=-5").body()).isEqualTo(pattern.bytes(299_995, 5));
    HttpResponse<byte[]> open = get("/a", "Range", "bytes=299990-");
    assertThat(open.statusCode()).isEqualTo(206);
    assertThat(open.body()).isEqualTo(pattern.bytes(299_990, 10));
    assertThat(open.headers().firstValue("Content-Range")).hasValue("bytes 299990-299999/300000");
    assertThat(get("/a", "Range", "bytes=300000-").statusCode()).isEqualTo(416);
  }

  @Test
  void answers_an_outdated_if_range_with_the_whole() throws Exception {
    site.serve("/a", pattern).etag("\"new\"");

    assertThat(get("/a", "Range", "bytes=1-", "If-Range", "\"new\"").statusCode()).isEqualTo(206);
    assertThat(get("/a", "Range", "bytes=1-", "If-Range", "\"old\"").statusCode()).isEqualTo(200);
  }

  @Test
  void speaks_without_a_length_in_chunks_or_until_the_end() throws Exception {
    site.serve("/chunked", pattern).chunked();
    site.serve("/close", pattern).closeDelimited();

    assertThat(get("/chunked").body()).isEqualTo(pattern.all());
    assertThat(get("/chunked").headers().firstValue("Content-Length")).isEmpty();
    assertThat(get("/close").body()).isEqualTo(pattern.all());
    assertThat(get("/close").headers().firstValue("Content-Length")).isEmpty();
  }

  @Test
  void cuts_as_often_as_it_was_told() throws Exception {
    site.serve("/a", pattern).cutAfter(1_000, 1);

    assertThatThrownBy(() -> get("/a")).isInstanceOf(IOException.class);
    assertThat(get("/a").body()).hasSize(300_000);
  }

  @Test
  void refuses_as_often_as_it_was_told() throws Exception {
    site.serve("/a", pattern).status(503, 2);

    assertThat(get("/a").statusCode()).isEqualTo(503);
    assertThat(get("/a").statusCode()).isEqualTo(503);
    assertThat(get("/a").statusCode()).isEqualTo(200);
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void compresses_unasked() throws Exception {
    site.serve("/a", pattern).gzip();

    HttpResponse<byte[]> answer = get("/a", "Range", "bytes=5-");

    assertThat(answer.statusCode()).isEqualTo(200);
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(plain.readAllBytes()).isEqualTo(pattern.all());
    }
  }

  @Test
  void goes_on_longer_than_the_range_it_names() throws Exception {
    site.serve("/a", pattern).overlong(7);

    HttpResponse<byte[]> answer = get("/a", "Range", "bytes=0-9");

    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes 0-9/300000");
    assertThat(answer.body()).hasSize(17);
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(site.uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
