package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** An API that is looked at from outside. */
abstract class ApiContractFixture {
  static RunningServer running;

  @BeforeAll
  static void start() {
    running = new RunningServer((builder, keys) -> builder.shows(new NoShows()));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  static void check(
      String method,
      String path,
      Map<String, String> headers,
      int status,
      String error,
      String code) {
    HttpResponse<byte[]> answer = running.send(method, path, headers, null);

    assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    if (method.equals("HEAD")) {
      return;
    }
    if (code.equals("INVALID_REQUEST")) {
      assertThat(RunningServer.tree(answer).get("error").textValue()).isEqualTo(error);
      assertThat(RunningServer.tree(answer).get("code").textValue()).isEqualTo(code);
      return;
    }
    assertThat(RunningServer.text(answer))
        .isEqualTo("{\"error\":\"%s\",\"code\":\"%s\"}".formatted(error, code));
  }

  /** Knows the shows of one host, and can expand none. */
  static final class NoShows implements ShowExpander {
    @Override
    public boolean recognises(ShowQuery query) {
      return query.url().host().equals("shows.example");
    }

    @Override
    public Show expand(ShowQuery query, Instant deadline) {
      throw new SluiceException(FailureCode.SHOW_UNSUPPORTED, "Give the URL of an episode instead");
    }
  }
}
