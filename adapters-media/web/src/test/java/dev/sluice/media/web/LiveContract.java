package dev.sluice.media.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.LiveRecording;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Streams that have no end yet, in any form. Each segment is a letter, a hundred times, of equal
 * length; a manifest names the newest four.
 */
@Timeout(60)
public abstract class LiveContract extends LiveFixture {
  @Test
  void a_stream_is_followed_to_its_end() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");
    add("de");
    awaitAsked("e");
    add("f");
    end();

    assertThat(recording.get()).isEqualTo("abcdef");
    assertThat(monitor.downloaded()).isEqualTo(600);
    assertThat(monitor.finished()).isEqualTo(1);
  }

  @Test
  void now_is_three_target_durations_before_the_end() throws Exception {
    add("abcd");
    CompletableFuture<String> recording = recorded(LiveRecording.untilItsEnd());
    awaitAsked("d");
    end();

    assertThat(recording.get()).isEqualTo("bcd");
  }

  @Test
  void as_much_is_recorded_as_was_asked_for() throws Exception {
    add("abcd");

    assertThat(recorded(FROM_START.withMost(length().multipliedBy(5).dividedBy(2))).get())
        .isEqualTo("abc");
    end();
    assertThat(
            recorded(LiveRecording.untilItsEnd().withMost(length().multipliedBy(5).dividedBy(2)))
                .get())
        .as("of one that is over")
        .isEqualTo("abc");
  }

  @Test
  void a_recording_ends_on_request() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");

    monitor.finish();

    assertThat(recording.get()).isEqualTo("abc");
  }

  @Test
  void a_recording_is_cancelled_as_any_other() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");

    monitor.cancel();

    assertThat(failure(recording)).isEqualTo(FailureCode.CANCELLED);
  }

  @Test
  void a_manifest_that_is_gone_for_a_moment_is_borne_with() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");
    publish("").status(503);
    awaitNextLook();
    publish("").status(404);
    awaitNextLook();
    add("d");
    end();

    assertThat(recording.get()).isEqualTo("abcd");
  }

  @Test
  void a_stream_that_is_gone_for_good_is_over() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");
    publish("").status(404);

    assertThat(recording.get()).isEqualTo("abc");
  }

  @Test
  void a_stalled_stream_fails_or_ends_as_a_partial_recording() throws Exception {
    add("abc");

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.SOURCE_STALLED);
    assertThat(recorded(FROM_START.keepingPartial()).get()).isEqualTo("abc");
  }

  @Test
  void an_encoder_that_was_started_again_is_followed() throws Exception {
    add("abcdefghijkl");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("l");
    segments.clear();
    publish();
    awaitNextLook();
    add("xy");
    awaitAsked("y");
    add("z");
    end();

    assertThat(recording.get()).isEqualTo("ijklxyz");
  }

  @Test
  void an_older_copy_of_the_manifest_is_no_news() throws Exception {
    add("abcdefghijkl");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("l");
    publish(
        manifest(1, "bcdefghijk".chars().mapToObj(letter -> "/" + (char) letter).toList(), false));
    awaitNextLook();
    awaitNextLook();
    add("m");
    end();

    assertThat(recording.get()).isEqualTo("ijklm");
  }

  @Test
  void a_segment_that_was_missed_is_no_silent_hole() throws Exception {
    add("abc");
    CompletableFuture<String> failing = recorded(FROM_START);
    CompletableFuture<String> keeping = recorded(FROM_START.keepingPartial());
    await().until(() -> site.requests("/c").size() == 2);
    add("defghij");

    assertThat(failure(failing)).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(keeping.get()).isEqualTo("abc");
  }

  @Test
  void a_segment_that_cannot_be_had_ends_a_recording_there_at_most() throws Exception {
    add("abc");
    site.serve("/b", new byte[1]).status(404);

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
    assertThat(recorded(FROM_START.keepingPartial()).get()).isEqualTo("a");
  }

  @Test
  void what_is_no_segment_ends_a_recording_there_at_most() throws Exception {
    add("abc");
    site.serve("/b", "<html>Back soon".getBytes(UTF_8));

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(recorded(FROM_START.keepingPartial()).get()).isEqualTo("a");
  }

  @Test
  void a_recording_of_nothing_at_all_says_why() {
    add("abc");
    site.serve("/a", "<html>Back soon".getBytes(UTF_8));
    assertThat(failure(recorded(FROM_START.keepingPartial()))).isEqualTo(FailureCode.MEDIA_DAMAGED);

    site.serve("/a", new byte[1]).status(404);
    assertThat(failure(recorded(FROM_START.keepingPartial())))
        .isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void a_partial_recording_ends_between_two_segments() throws Exception {
    add("abc");
    site.serve("/b", "b".repeat(10_000).getBytes(ISO_8859_1)).cutAfter(6_000).ignoringRanges();

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(recorded(FROM_START.keepingPartial()).get()).isEqualTo("a");
  }

  @Test
  void a_live_stream_fails_if_no_recording_was_requested() {
    add("abc");

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> fetcher.open(site.url(PATH), monitor).close());

    assertThat(failure.code()).isEqualTo(FailureCode.STREAM_LIVE);
    assertThat(failure.getMessage()).contains("request the option 'live recording'");
  }
}
