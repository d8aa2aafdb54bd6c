package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a {@link dev.sluice.core.port.media.Transcoder} does with what it cannot use. */
abstract class TranscoderFaultsContract extends TranscoderFixture {
  @Test
  protected void an_empty_input_is_told_as_such() {
    assertFails(MemoryInput.of(new byte[0]), FailureCode.SOURCE_EMPTY);
  }

  @Test
  protected void random_bytes_are_not_media() {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);

    assertFails(MemoryInput.of(noise), FailureCode.NOT_MEDIA);
    assertFails(MemoryInput.of(noise).forwardOnly(), FailureCode.NOT_MEDIA);
  }

  @Test
  protected void a_web_page_is_not_media_and_the_sentence_says_so() {
    byte[] page =
        "\n<!DOCTYPE html><html><head><title>Watch</title></head></html>"
            .getBytes(StandardCharsets.UTF_8);

    assertFails(MemoryInput.of(page), FailureCode.NOT_MEDIA).hasMessageContaining("web page");
  }

  @Test
  protected void a_picture_is_not_media_and_the_sentence_says_so() {
    byte[] png = Arrays.copyOf(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 500);
    byte[] jpeg = Arrays.copyOf(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}, 500);

    assertFails(MemoryInput.of(png), FailureCode.NOT_MEDIA).hasMessageContaining("PNG");
    assertFails(MemoryInput.of(jpeg), FailureCode.NOT_MEDIA).hasMessageContaining("JPEG");
  }

  @Test
  protected void a_file_cut_in_half_is_damaged_and_never_a_shorter_result() {
    byte[] film = film();
    byte[] half = Arrays.copyOf(film, film.length / 2);

    assertFails(MemoryInput.of(half), FailureCode.MEDIA_DAMAGED);
    assertFails(MemoryInput.of(half).unsized(), FailureCode.MEDIA_DAMAGED);
    assertFails(MemoryInput.of(half).forwardOnly().unsized(), FailureCode.MEDIA_DAMAGED);
  }

  @Test
  protected void what_the_input_throws_comes_through_unchanged() {
    SluiceException cut = new SluiceException(FailureCode.SOURCE_CUT, "cut at the cable");
    byte[] film = film();

    for (long at : new long[] {0, 20, film.length / 2, film.length - 1}) {
      Throwable thrown =
          catchThrowable(
              () ->
                  transcode(
                      MemoryInput.of(film).failingAt(at, cut), COPY_TO_MKV, new MemorySink()));
      assertThat(thrown).as("failing at %d", at).isSameAs(cut);
    }
  }

  @Test
  protected void an_exception_that_no_port_throws_comes_through_as_well() {
    IllegalStateException bug = new IllegalStateException("a bug in an input");
    byte[] film = film();

    assertThatThrownBy(
            () ->
                transcode(
                    MemoryInput.of(film).failingAt(film.length / 2, bug),
                    COPY_TO_MKV,
                    new MemorySink()))
        .isSameAs(bug);
  }

  @Test
  protected void what_the_sink_throws_comes_through_unchanged() {
    SluiceException full = new SluiceException(FailureCode.STORE_FULL, "the disk is full");

    for (int writes : new int[] {0, 1, 2}) {
      assertThatThrownBy(
              () -> transcode(MemoryInput.of(film()), COPY_TO_MKV, new FailingSink(writes, full)))
          .as("after %d writes", writes)
          .isSameAs(full);
    }
  }

  @Test
  protected void a_cancelled_job_ends_with_the_monitors_reason() {
    for (long checks : new long[] {0, 3, 40}) {
      assertThatExceptionOfType(SluiceException.class)
          .isThrownBy(
              () ->
                  transcoder()
                      .transcode(
                          List.of(MemoryInput.of(film())),
                          COPY_TO_MKV,
                          new MemorySink(),
                          new ProgressMonitor(checks)))
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED));
    }
  }
}
