package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamFacts;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.TranscodeResult;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.Timecode;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a {@link dev.sluice.core.port.media.Transcoder} makes of what is asked for. */
abstract class TranscoderChoicesContract extends TranscoderFaultsContract {
  @Test
  protected void sound_asked_for_where_there_is_none_names_what_to_ask_for() {
    assertFails(
            MemoryInput.of(pictureOnly()),
            spec(Container.MKV, VideoCodec.COPY, AudioCodec.AAC),
            FailureCode.NO_AUDIO)
        .hasMessageContaining("audio_codec copy");
  }

  @Test
  protected void picture_asked_for_where_there_is_none_names_what_to_ask_for() {
    assertFails(
            MemoryInput.of(soundOnly()),
            spec(Container.MKV, VideoCodec.H264, AudioCodec.COPY),
            FailureCode.NO_VIDEO)
        .hasMessageContaining("video_codec copy");
  }

  @Test
  protected void with_copy_what_is_missing_is_just_absent() {
    MemorySink picture = new MemorySink();
    MemorySink sound = new MemorySink();

    transcode(MemoryInput.of(pictureOnly()), COPY_TO_MKV, picture);
    transcode(MemoryInput.of(soundOnly()), COPY_TO_MKV, sound);

    assertThat(codecs(picture)).containsExactly("h264");
    assertThat(codecs(sound)).containsExactly("aac");
  }

  @Test
  protected void a_picture_that_does_not_fit_names_what_to_ask_for() {
    assertFails(MemoryInput.of(film()), copyTo(Container.WEBM), FailureCode.CODEC_DOES_NOT_FIT)
        .hasMessageContaining("h264")
        .hasMessageContaining("vp9")
        .hasMessageContaining("mkv");
  }

  @Test
  protected void containers_of_sound_hold_the_sound_alone() {
    for (Container container : Container.values()) {
      if (!container.audioOnly()) {
        continue;
      }
      MemorySink sink = new MemorySink();
      TranscodeResult result = transcode(MemoryInput.of(film()), copyTo(container), sink);

      MediaInfo made = probe(MemoryInput.of(sink.bytes()));
      assertThat(made.streams().stream().map(StreamFacts::kind))
          .as("%s", container)
          .containsExactly(StreamKind.AUDIO);
      assertThat(result.shorterSide()).isEmpty();
      assertFails(MemoryInput.of(pictureOnly()), copyTo(container), FailureCode.NO_AUDIO)
          .hasMessageContaining("ask for format mp4");
    }
  }

  @Test
  protected void auto_copies_what_the_container_takes() {
    MemorySink sink = new MemorySink();

    TranscodeResult result =
        transcode(
            MemoryInput.of(film()), spec(Container.MKV, VideoCodec.AUTO, AudioCodec.COPY), sink);

    assertThat(result.plan()).isEqualTo("h264:copy aac:copy");
  }

  @Test
  protected void a_clip_is_as_long_as_was_asked_for_or_as_there_is() {
    for (String[] ends : new String[][] {{"1", "2.5"}, {"1", "9:00"}}) {
      MemorySink sink = new MemorySink();
      ProgressMonitor monitor = new ProgressMonitor(Long.MAX_VALUE);

      TranscodeResult result =
          transcoder()
              .transcode(List.of(MemoryInput.of(film())), clip(ends[0], ends[1]), sink, monitor);

      long wanted = Math.min(millis(result.source()), Timecode.parse(ends[1]).offset().toMillis());
      MediaInfo made = probe(MemoryInput.of(sink.bytes()));
      assertThat(millis(made)).isBetween(wanted - 1_000 - 100, wanted - 1_000 + 200);
      assertThat(monitor.of.toMillis()).isBetween(wanted - 1_010, wanted - 990);
      assertThat(monitor.seen.get(monitor.seen.size() - 1)).isLessThanOrEqualTo(monitor.of);
      assertThat(monitor.downloadFinished).isTrue();
    }
  }

  @Test
  protected void a_clip_beyond_the_end_names_the_duration() {
    assertFails(MemoryInput.of(film()), clip("1:00:00", "2:00:00"), FailureCode.CLIP_BEYOND_END)
        .hasMessageContaining("01:00:00.000")
        .hasMessageContaining("lasts only 00:00:0");
  }

  private static OutputSpec clip(String from, String to) {
    return copyTo(Container.MP4)
        .withClip(new Clip(Optional.of(Timecode.parse(from)), Optional.of(Timecode.parse(to))));
  }

  @Test
  protected void every_codec_it_claims_to_encode_it_encodes() {
    for (VideoCodec codec : transcoder().capabilities().videoCodecs()) {
      MemorySink sink = new MemorySink();
      transcode(MemoryInput.of(pictureOnly()), spec(Container.MKV, codec, AudioCodec.COPY), sink);
      assertThat(sink.written()).as("%s", codec).isPositive();
    }
    for (AudioCodec codec : transcoder().capabilities().audioCodecs()) {
      MemorySink sink = new MemorySink();
      transcode(MemoryInput.of(soundOnly()), spec(Container.MKV, VideoCodec.COPY, codec), sink);
      assertThat(sink.written()).as("%s", codec).isPositive();
    }
  }
}
