package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import dev.sluice.http.api.wire.IsShortWire;
import dev.sluice.http.api.wire.MetadataWire;
import dev.sluice.testkit.fake.CapturedLog;
import dev.sluice.testkit.fake.FakeSource;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaRoutesTest {
  private final RunningServer running = new RunningServer();

  @AfterEach
  void stop() {
    running.fetcher.readGate().open();
    running.close();
  }

  private static String body(String url) {
    return "{\"url\":\"" + url + "\"}";
  }

  @Test
  void a_file_tells_what_it_holds_and_leaves_no_job_behind() {
    JsonNode reported = running.json("POST", "/metadata", body(RunningServer.MEDIA));

    assertThat(reported.get("title").textValue()).isEqualTo("A talk");
    assertThat(reported.get("extractor").textValue()).isEqualTo("Generic");
    assertThat(reported.get("filesize_approx").longValue()).isEqualTo(100_000);
    assertThat(reported.get("width").intValue()).isPositive();
    assertThat(reported.get("duration").doubleValue()).isPositive();
    assertThat(reported.get("view_count").isNull()).isTrue();
    assertThat(reported.get("streams").get(0).get("kind").textValue()).isEqualTo("video");
    assertThat(reported.get("streams").get(1).get("codec").textValue()).isEqualTo("aac");
    assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isZero();
  }

  @Test
  void a_plan_has_the_streams_of_the_job_and_leaves_none_behind() {
    JsonNode plan = running.json("POST", "/plan", body(RunningServer.MEDIA));

    assertThat(plan.get("possible").booleanValue()).isTrue();
    assertThat(plan.get("title").textValue()).isEqualTo("A talk");
    assertThat(plan.get("estimated_size").longValue()).isEqualTo(100_000);
    assertThat(plan.get("duration").doubleValue()).isEqualTo(5);
    assertThat(plan.get("violations")).isEmpty();
    assertThat(plan.get("failures")).isEmpty();
    assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isZero();

    JsonNode job = running.finished(running.submitted());
    assertThat(plan.get("streams")).isEqualTo(job.get("streams")).hasSize(2);
    assertThat(plan.get("missing")).isEqualTo(job.get("missing")).isEmpty();
  }

  @Test
  void a_plan_says_which_rules_and_limits_are_broken() {
    running.keyStore.setQuota(
        running.keys.tenantOf(running.key.reveal()).orElseThrow(),
        TenantQuota.UNLIMITED
            .withFile(Optional.of(99_999L))
            .withDuration(Optional.of(Duration.ofSeconds(3))));

    JsonNode plan = running.json("POST", "/plan", body(RunningServer.MEDIA));
    assertThat(plan.get("possible").booleanValue()).isFalse();
    assertThat(plan.findValuesAsText("error_code"))
        .containsExactly("MEDIA_TOO_LONG", "FILE_TOO_LARGE");
    assertThat(plan.get("streams")).hasSize(2);

    JsonNode invalid =
        running.json(
            "POST",
            "/plan",
            "{\"url\":\"%s\",\"format\":\"webm\",\"video_codec\":\"h264\"}"
                .formatted(RunningServer.MEDIA));
    assertThat(invalid.get("possible").booleanValue()).isFalse();
    assertThat(invalid.at("/violations/0/field").textValue()).isEqualTo("video_codec");
    assertThat(invalid.get("streams")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_MEDIA, 422",
    "ADDRESS_FORBIDDEN, 422",
    "SOURCE_NOT_FOUND, 502",
    "HOST_UNKNOWN, 502",
    "SOURCE_STALLED, 504",
  })
  void what_a_job_would_fail_with_is_the_answer(FailureCode code, int status) {
    running.fetcher.offer(
        "https://a.example/x", FakeSource.refusing(new SluiceException(code, "Not this one")));

    try (CapturedLog log = CapturedLog.start()) {
      for (String call : List.of("/metadata", "/is-short", "/plan")) {
        HttpResponse<byte[]> answer = running.call("POST", call, body("https://a.example/x"));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(RunningServer.text(answer))
            .isEqualTo("{\"error\":\"Not this one\",\"code\":\"%s\"}".formatted(code));
      }
      if (status > 500) {
        log.assertWarned("answered");
      }
    }
  }

  @Test
  void a_url_is_wanted_and_must_be_one() {
    for (String call : List.of("/metadata", "/is-short", "/plan")) {
      assertThat(running.call("POST", call, "{}").statusCode()).isEqualTo(400);
      assertThat(running.call("POST", call, body("talk.mkv")).statusCode()).isEqualTo(400);
      assertThat(running.call("POST", call, "{\"url\":5}").statusCode()).isEqualTo(422);
      assertThat(running.call("POST", call, null).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void a_key_looks_at_so_many_sources_at_a_time_and_others_look_meanwhile() {
    ConcurrencyLimiter<TenantId> limiter =
        ConcurrencyLimiter.perKey("inspections of sources", 2, 1);
    TenantId anna = new TenantId("anna");
    ConcurrencyLimiter.Permit one = limiter.acquire(anna);
    ApiError second = refusal(() -> limiter.acquire(anna));
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.getMessage())
        .isEqualTo(
            "This key may have 1 inspections of sources at a time; end one, or try again in 5 s");

    limiter.acquire(new TenantId("bert"));
    ApiError third = refusal(() -> limiter.acquire(new TenantId("carl")));
    assertThat(third.status()).isEqualTo(503);
    assertThat(third.retryAfter()).isEqualTo(5);

    one.close();
    one.close();
    assertThat(limiter.held()).isEqualTo(1);
    limiter.acquire(anna).close();
  }

  private static ApiError refusal(Runnable call) {
    return catchThrowableOfType(ApiError.class, call::run);
  }

  @ParameterizedTest
  @CsvSource({
    "1080, 1920,   0, 180000, true,  short, 1080, 1920, 1.7778, 180",
    "1920, 1080,  90,  31200, true,  short, 1080, 1920, 1.7778, 31",
    "1000, 1000,   0,   1000, true,  short, 1000, 1000, 1.0, 1",
    "1080, 1920,   0, 180001, false, video, 1080, 1920, 1.7778, 180",
    "1920, 1080,   0,   1500, false, video, 1920, 1080, 0.5625, 2",
    "1920, 1080, 180,   1000, false, video, 1920, 1080, 0.5625, 1",
  })
  void a_short_is_upright_and_brief(
      int codedWidth,
      int codedHeight,
      int rotation,
      long millis,
      boolean isShort,
      String type,
      int width,
      int height,
      double ratio,
      long seconds) {
    IsShortWire reported =
        IsShortWire.of(
            media(
                Optional.of(Duration.ofMillis(millis)),
                List.of(picture(codedWidth, codedHeight, rotation))));

    assertThat(reported).isEqualTo(new IsShortWire(isShort, type, width, height, ratio, seconds));
  }

  @Test
  void sound_alone_and_what_has_no_known_length_is_no_short() {
    assertThat(IsShortWire.of(media(Optional.of(Duration.ofSeconds(5)), List.of())))
        .isEqualTo(new IsShortWire(false, "video", null, null, null, 5L));
    assertThat(IsShortWire.of(media(Optional.empty(), List.of(picture(10, 20, 0)))))
        .isEqualTo(new IsShortWire(false, "video", 10, 20, 2.0, null));
  }

  @Test
  void a_live_stream_is_no_short() {
    running.fetcher.offer(
        "https://a.example/live",
        FakeSource.refusing(new SluiceException(FailureCode.STREAM_LIVE, "It has not ended")));

    JsonNode reported = running.json("POST", "/is-short", body("https://a.example/live"));

    assertThat(reported.get("is_short").booleanValue()).isFalse();
    assertThat(reported.get("video_type").textValue()).isEqualTo("live");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02, 20260102",
    "2026-01-02T23:59:59Z, 20260102",
    "2026-01-023,",
    "2026,",
    "in January,",
  })
  void the_day_of_an_upload_has_the_form_of_the_reference(String date, String day) {
    assertThat(MetadataWire.day(date)).isEqualTo(Optional.ofNullable(day));
  }

  private static MediaInfo media(Optional<Duration> length, List<StreamInfo> streams) {
    return new MediaInfo("mov", length, OptionalLong.empty(), streams, List.of(), Map.of());
  }

  private static StreamInfo picture(int width, int height, int rotation) {
    return StreamInfo.builder(0, StreamKind.VIDEO, "h264")
        .size(width, height)
        .rotation(rotation)
        .frameRate(25)
        .build();
  }
}
