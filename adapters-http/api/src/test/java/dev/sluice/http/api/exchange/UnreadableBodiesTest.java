package dev.sluice.http.api.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.api.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that cannot be read as what was asked for. */
class UnreadableBodiesTest extends ClientHabitsFixture {
  @Test
  void a_body_of_two_megabytes_is_too_large() {
    byte[] body = new byte[2 * 1024 * 1024];
    Arrays.fill(body, (byte) ' ');

    refused(post(body), 413, "BODY_TOO_LARGE");
  }

  @Test
  void a_body_of_two_megabytes_without_a_length_is_too_large_as_well() {
    byte[] body =
        ("1000\r\n" + " ".repeat(4_096) + "\r\n")
            .repeat(512)
            .concat("0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    refused(
        client.send(List.of("POST /jobs HTTP/1.1", key, "Transfer-Encoding: chunked"), body),
        413,
        "BODY_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "{",
        "{\"url\":",
        "{\"url\":\"https://media.example/a.mp4\",}",
        "{'url':'https://media.example/a.mp4'}",
        "{\"url\":\"https://media.example/a.mp4\"} {}",
        "url=https://media.example/a.mp4",
        "NaN",
        "{\"video_quality\":NaN}",
        "{\"url\":\"https://media.example/\t\"}",
      })
  void broken_json_is_refused_in_a_sentence(String body) {
    refused(post(body), 400, "MALFORMED_JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"url\":7}                                | url: expected a string, found an integer",
        "{\"url\":[\"https://media.example/\"]}     | url: expected a string, found an array",
        "{\"url\":\"U\",\"overwrite\":\"true\"}     | overwrite: expected a boolean, found a"
            + " string",
        "{\"url\":\"U\",\"overwrite\":1}            | overwrite: expected a boolean, found an"
            + " integer",
        "{\"url\":\"U\",\"video_quality\":\"23\"}   | video_quality: expected an integer, found a"
            + " string",
        "{\"url\":\"U\",\"video_quality\":23.5}     | video_quality: expected an integer, found a"
            + " fraction",
        "{\"url\":\"U\",\"priority\":\"1\"}         | priority: expected an integer, found a"
            + " string",
        "{\"url\":\"U\",\"folder\":{}}              | folder: expected a string, found an object",
        "[]                                         | expected an object, found an array",
        "\"text\"                                   | expected an object, found a string",
        "null                                       | expected an object, found null",
        "23                                         | expected an object, found an integer",
      })
  void a_wrong_type_is_reported_as_text(String body, String details) {
    Answer answer = post(body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).contains("text/plain;charset=utf-8");
    assertThat(answer.body()).isEqualTo(WRONG_TYPE + details);
  }

  @Test
  void nesting_without_end_is_refused() {
    for (String open : new String[] {"[", "{\"a\":"}) {
      refused(post("{\"x\":" + open.repeat(100_000)), 400, "MALFORMED_JSON");
    }
    String closed = "[".repeat(100_000) + "]".repeat(100_000);
    Answer answer = post("{\"url\":\"https://media.example/a.mp4\",\"x\":" + closed + "}");
    refused(answer, 400, "MALFORMED_JSON");
    assertThat(tree(answer).get("error").textValue()).contains("nested too deeply");
  }

  @Test
  void a_field_that_is_there_twice_is_refused_not_guessed_at() {
    Answer answer =
        post("{\"url\":\"https://a.example/1.mp4\",\"url\":\"https://a.example/2.mp4\"}");
    refused(answer, 400, "MALFORMED_JSON");
    assertThat(tree(answer).get("error").textValue()).contains("twice", "column");
  }

  @Test
  void bytes_that_are_no_utf8_are_refused() {
    for (int bad : new int[] {0xff, 0xc3, 0x80}) {
      byte[] body =
          "{\"url\":\"https://media.example/a.mp4\",\"folder\":\"?\"}"
              .getBytes(StandardCharsets.US_ASCII);
      body[body.length - 3] = (byte) bad;

      refused(post(body), 400, "MALFORMED_JSON");
    }
  }

  @Test
  void a_source_of_ten_thousand_characters_is_refused_in_a_sentence() {
    String url = "https://media.example/" + "x".repeat(10_000);

    refused(post("{\"url\":\"" + url + "\"}"), 400, "INVALID_REQUEST");
    refused(
        post("{\"url\":\"https://media.example/a.mp4\",\"webhook_url\":\"" + url + "\"}"),
        400,
        "INVALID_REQUEST");
  }
}
