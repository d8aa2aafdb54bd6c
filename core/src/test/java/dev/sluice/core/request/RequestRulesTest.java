package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRulesTest {
  private static final JobRequest REQUEST = JobRequest.of("https://example.com/a.mkv");

  @ParameterizedTest
  @CsvSource({
    "mp4,copy,copy,",
    "mp4,h264,aac,",
    "mp4,h265,mp3,",
    "mp4,vp9,opus,",
    "mkv,h265,mp3,",
    "mkv,vp9,opus,",
    "webm,vp9,opus,",
    "webm,copy,copy,",
    "mov,h264,aac,",
    "mov,h265,mp3,",
    "webm,h264,copy,VIDEO_CODEC",
    "webm,h265,copy,VIDEO_CODEC",
    "mov,vp9,copy,VIDEO_CODEC",
    "webm,copy,aac,AUDIO_CODEC",
    "webm,copy,mp3,AUDIO_CODEC",
    "mov,copy,opus,AUDIO_CODEC",
    "webm,h264,aac,VIDEO_CODEC AUDIO_CODEC",
    "mp4,auto,copy,",
    "webm,auto,copy,",
    "m4a,copy,aac,",
    "m4a,auto,copy,",
    "mp3,copy,mp3,",
    "ogg,copy,opus,",
    "opus,copy,opus,",
    "m4a,h264,copy,VIDEO_CODEC",
    "m4a,copy,mp3,AUDIO_CODEC",
    "ogg,vp9,aac,VIDEO_CODEC AUDIO_CODEC",
  })
  void containers_take_what_players_play(
      String container, String video, String audio, String violated) {
    List<String> fields =
        RequestRules.check(request(container, video, audio), Capabilities.all()).stream()
            .map(violation -> violation.field().name())
            .toList();

    assertThat(String.join(" ", fields)).isEqualTo(violated == null ? "" : violated);
  }

  @Test
  void the_sentence_names_what_would_work() {
    assertThat(RequestRules.check(request("webm", "h264", "copy"), Capabilities.all()))
        .extracting(InvalidRequestException.Violation::message)
        .containsExactly(
            "webm does not hold h264 video; ask for copy, auto, vp9, or for another format");
  }

  @Test
  void what_this_build_cannot_encode_is_refused_with_what_it_can() {
    Capabilities lgpl =
        new Capabilities(
            EnumSet.of(VideoCodec.H264, VideoCodec.VP9), Set.of(AudioCodec.AAC, AudioCodec.OPUS));

    assertThat(RequestRules.check(request("mp4", "h265", "mp3"), lgpl))
        .extracting(InvalidRequestException.Violation::message)
        .containsExactly(
            "This build cannot encode h265; ask for copy, auto, h264, vp9",
            "This build cannot encode mp3; ask for copy, aac, opus");
  }

  @Test
  void priorities_have_their_range() {
    assertThat(RequestRules.check(REQUEST.withPriority(10), Capabilities.all())).isEmpty();
    assertThat(RequestRules.check(REQUEST.withPriority(-11), Capabilities.all()))
        .extracting(InvalidRequestException.Violation::field)
        .containsExactly(RequestField.PRIORITY);
  }

  private static JobRequest request(String container, String video, String audio) {
    return REQUEST
        .withContainer(Container.named(container).orElseThrow())
        .withVideoCodec(VideoCodec.named(video).orElseThrow())
        .withAudioCodec(AudioCodec.named(audio).orElseThrow());
  }
}
