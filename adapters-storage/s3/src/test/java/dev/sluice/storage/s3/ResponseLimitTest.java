package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.storage.s3.ScriptedS3.Answer;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that a server sends without end. */
class ResponseLimitTest {
  private static final String LONG = "x".repeat(5 << 20);

  @ParameterizedTest
  @CsvSource({"200, 2097152", "403, 65536", "500, 65536"})
  void the_body_of_a_response_is_cut(int status, int length) throws Exception {
    OkHttpClient client = new OkHttpClient.Builder().addInterceptor(new ResponseLimit()).build();
    try (ScriptedS3 s3 = new ScriptedS3(asked -> new Answer(status, Map.of(), LONG));
        Response response =
            client
                .newCall(new Request.Builder().url(s3.settings().endpoint().toURL()).build())
                .execute()) {
      assertThat(response.body().string()).hasSize(length);
    }
  }

  @Test
  void an_error_without_end_is_not_read_to_its_end() {
    try (ScriptedS3 s3 = new ScriptedS3(asked -> ScriptedS3.error(403, "AccessDenied", LONG));
        S3ArtifactStore store = S3ArtifactStore.in(s3.settings(), UUID::randomUUID)) {
      SluiceException failure = catchThrowableOfType(SluiceException.class, () -> write(store));

      // Its code is not known, since its text has no end.
      assertThat(failure.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
    }
  }

  private static void write(S3ArtifactStore store) {
    try (ArtifactSink sink =
        store.create(
            ObjectPath.of("talk.mp4"),
            new ContentType("video/mp4"),
            IfExists.REPLACE,
            StageMonitor.none())) {
      sink.begin(0);
      sink.write(ByteBuffer.allocate(1_000));
      sink.commit();
    }
  }
}
