package dev.sluice.media.libav.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.CopyPolicy;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscodePlanTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v:h264 a:aac            | MP4  | COPY | COPY | h264:copy aac:copy",
        "v:h264 a:opus           | MP4  | COPY | COPY | h264:copy opus:copy",
        "v:h264 a:vorbis         | MP4  | COPY | COPY | h264:copy vorbis>aac",
        "v:h264 a:flac           | MP4  | COPY | COPY | h264:copy flac>aac",
        "v:h264 a:pcm_s16le      | MP4  | COPY | COPY | h264:copy pcm_s16le>aac",
        "v:h264 a:pcm_s16le      | MOV  | COPY | COPY | h264:copy pcm_s16le:copy",
        "v:h264 a:opus           | MOV  | COPY | COPY | h264:copy opus>aac",
        "v:vp9 a:aac             | WEBM | COPY | COPY | vp9:copy aac>opus",
        "v:vp8 a:vorbis          | WEBM | COPY | COPY | vp8:copy vorbis:copy",
        "v:theora a:flac         | MKV  | COPY | COPY | theora:copy flac:copy",
        "v:hevc a:aac            | MP4  | H264 | COPY | hevc>h264 aac:copy",
        "v:h264 a:aac            | MP4  | H264 | AAC  | h264>h264 aac>aac",
        "v:h264                  | MP4  | COPY | COPY | h264:copy",
        "a:mp3                   | MP4  | COPY | COPY | mp3:copy",
        "v:h264 a:aac c:mjpeg    | MP4  | COPY | COPY | h264:copy aac:copy mjpeg:cover",
        "v:vp9 a:opus c:mjpeg    | WEBM | COPY | COPY | vp9:copy opus:copy",
        "v:h264 a:aac c:mjpeg    | MOV  | COPY | COPY | h264:copy aac:copy",
        "v:h264 a:aac s:subrip   | MKV  | COPY | COPY | h264:copy aac:copy subrip:copy",
        "v:h264 a:aac s:subrip   | MP4  | COPY | COPY | h264:copy aac:copy subrip>mov_text",
        "v:h264 s:ass s:webvtt   | MOV  | COPY | COPY | h264:copy ass>mov_text webvtt>mov_text",
        "v:h264 s:mov_text       | MP4  | COPY | COPY | h264:copy mov_text:copy",
        "v:h264 s:mov_text       | MKV  | COPY | COPY | h264:copy mov_text>subrip",
        "v:h264 s:dvd_subtitle   | MKV  | COPY | COPY | h264:copy dvd_subtitle:copy",
        "v:h264 s:dvd_subtitle   | MP4  | COPY | COPY | h264:copy",
        "v:vp9 a:opus s:subrip   | WEBM | COPY | COPY | vp9:copy opus:copy subrip>webvtt",
        "v:h264 s:ass o:ttf      | MKV  | COPY | COPY | h264:copy ass:copy ttf:copy",
        "v:h264 c:unknown c:png  | MP4  | COPY | COPY | h264:copy png:cover",
        "v:h264 a:aac/2 a:ac3/6  | MP4  | COPY | COPY | h264:copy ac3:copy",
        "v:h264 a:aac/2 a:ac3/2  | MP4  | COPY | COPY | h264:copy aac:copy",
        "v:h264 a:aac/2 a:ac3/6  | MKV  | COPY | COPY | h264:copy aac:copy ac3:copy",
        "v:h264 a:aac/2 a:ac3/6  | MKV  | COPY | OPUS | h264:copy ac3>opus",
        "c:png a:aac v:mjpeg     | MKV  | COPY | COPY | mjpeg:copy aac:copy png:cover",
        "v:h264 a:aac            | MP4  | AUTO | COPY | h264:copy aac:copy",
        "v:theora a:vorbis       | MP4  | AUTO | COPY | theora>h264 vorbis>aac",
        "v:vp9 a:opus            | MOV  | AUTO | COPY | vp9>h264 opus>aac",
        "v:h264 a:aac            | WEBM | AUTO | COPY | h264>vp9 aac>opus",
        "v:vp8 a:aac             | WEBM | AUTO | COPY | vp8:copy aac>opus",
        "v:theora                | MKV  | AUTO | COPY | theora:copy",
        "a:aac                   | MP4  | AUTO | COPY | aac:copy",
        "v:h264 a:aac c:mjpeg    | M4A  | COPY | COPY | aac:copy mjpeg:cover",
        "v:h264 a:aac            | M4A  | AUTO | COPY | aac:copy",
        "a:alac                  | M4A  | COPY | COPY | alac:copy",
        "a:mp3                   | M4A  | COPY | COPY | mp3>aac",
        "a:aac                   | M4A  | COPY | AAC  | aac>aac",
        "a:mp3 c:png             | MP3  | COPY | COPY | mp3:copy png:cover",
        "a:aac                   | MP3  | COPY | COPY | aac>mp3",
        "a:vorbis s:subrip       | OGG  | COPY | COPY | vorbis:copy",
        "a:flac c:mjpeg          | OGG  | COPY | COPY | flac:copy mjpeg:cover",
        "a:mp3                   | OGG  | COPY | COPY | mp3>opus",
        "a:opus                  | OPUS | COPY | COPY | opus:copy",
        "a:vorbis                | OPUS | COPY | COPY | vorbis>opus",
        "v:h264 a:aac/2 a:ac3/6  | MP3  | COPY | COPY | ac3>mp3"
      })
  void a_plan_says_what_becomes_of_each_stream(
      String streams, Container container, VideoCodec video, AudioCodec audio, String plan) {
    OutputSpec output =
        OutputSpec.builder().container(container).videoCodec(video).audioCodec(audio).build();

    assertThat(TranscodePlan.of(facts(streams), output, CopyPolicy::allows).describe())
        .isEqualTo(plan);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v:theora a:aac | MP4  | COPY | COPY | CODEC_DOES_NOT_FIT | mp4 cannot hold theora video"
            + " without encoding it; ask for the option 'video codec' auto, h264, h265 or vp9, or"
            + " for format mkv",
        "v:h264         | WEBM | COPY | COPY | CODEC_DOES_NOT_FIT | webm cannot hold h264 video"
            + " without encoding it; ask for the option 'video codec' auto or vp9, or for format"
            + " mp4, mkv or mov",
        "a:aac          | MP4  | H264 | COPY | NO_VIDEO | h264 video was requested, but the source"
            + " has only sound; ask for the option 'video codec' copy",
        "a:aac c:mjpeg  | MP4  | H265 | COPY | NO_VIDEO | h265 video was requested, but the source"
            + " has only sound; ask for the option 'video codec' copy",
        "v:h264         | MP4  | COPY | MP3  | NO_AUDIO | mp3 audio was requested, but the source"
            + " has no sound; ask for the option 'audio codec' copy",
        "v:h264         | M4A  | COPY | COPY | NO_AUDIO | m4a is an audio format, but the"
            + " source has no sound; ask for format mp4",
        "v:h264         | MP3  | COPY | MP3  | NO_AUDIO | mp3 audio was requested, but the source"
            + " has no sound; ask for format mp4",
        "s:subrip       | MKV  | COPY | COPY | NOT_MEDIA | The source (test) has neither video"
            + " nor audio"
      })
  void an_impossible_request_fails_with_an_alternative(
      String streams,
      Container container,
      VideoCodec video,
      AudioCodec audio,
      FailureCode code,
      String sentence) {
    OutputSpec output =
        OutputSpec.builder().container(container).videoCodec(video).audioCodec(audio).build();

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> TranscodePlan.of(facts(streams), output, CopyPolicy::allows))
        .withMessage(sentence)
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1920 | 1080 | 720  | H264 | h264>h264 1080p>720p | 1280 | 720",
        "1080 | 1920 | 720  | H264 | h264>h264 1080p>720p | 720  | 1280",
        "1920 | 800  | 720  | VP9  | h264>vp9 800p>720p   | 1728 | 720",
        "853  | 480  | 360  | H265 | h264>h265 480p>360p  | 640  | 360",
        "3840 | 2160 | 2160 | H264 | h264>h264            | 3840 | 2160",
        "640  | 361  | 360  | H264 | h264>h264 361p>360p  | 638  | 360",
        "641  | 359  | 360  | H264 | h264>h264            | 641  | 359",
        "640  | 360  | 1080 | H264 | h264>h264            | 640  | 360",
        "1920 | 1080 | 720  | COPY | h264:copy            | 1920 | 1080",
        "1920 | 1080 | 720  | AUTO | h264:copy            | 1920 | 1080"
      })
  void picture_that_is_encoded_is_made_small_enough_and_never_larger(
      int width,
      int height,
      int limit,
      VideoCodec codec,
      String plan,
      int madeWidth,
      int madeHeight) {
    StreamInfo source = stream(0, StreamKind.VIDEO, "h264", width, height, 0);
    OutputSpec output =
        OutputSpec.DEFAULT.withVideoCodec(codec).withMaxResolution(new MaxResolution(limit));

    TranscodePlan made = TranscodePlan.of(facts(List.of(source)), output, CopyPolicy::allows);

    assertThat(made.describe()).isEqualTo(plan);
    assertThat(made.shorterSide()).hasValue(Math.min(madeWidth, madeHeight));
    if (made.streams().get(0) instanceof StreamPlan.EncodeVideo encoded) {
      assertThat(encoded.size()).isEqualTo(new PictureSize(madeWidth, madeHeight));
    }
  }

  /** Each word is a track: language, channels, the first letters of dispositions, or a title. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deu/6 eng/1/DEFAULT                     |       | 1",
        "deu/6/DUB eng/2/ORIGINAL                |       | 1",
        "deu/6 eng/2                             |       | 0",
        "deu/2/DEFAULT eng/2/DEFAULT,ORIGINAL    |       | 1",
        "eng/2/VISUAL_IMPAIRED eng/2             |       | 1",
        "eng/2/DEFAULT,VISUAL_IMPAIRED eng/2     |       | 1",
        "eng/6/COMMENTARY deu/2                  |       | 1",
        "eng/6//Commentary deu/2                 |       | 1",
        "eng/2/COMMENTARY                        |       | 0",
        "deu/6/DEFAULT eng/1                     | en    | 1",
        "deu/6/DEFAULT eng/1 fra/2               | it,fr | 2",
        "deu/6/DEFAULT eng/1                     | it    | 0",
        "eng/2/COMMENTARY eng/1 deu/6            | en    | 1",
        "-/2/DEFAULT pt-BR/1                     | pt    | 1"
      })
  void the_sound_is_chosen_by_language_then_purpose_then_channels(
      String tracks, String languages, int chosen) {
    List<StreamInfo> streams = new ArrayList<>();
    for (String word : tracks.split(" +", -1)) {
      String[] parts = word.split("/", -1);
      streams.add(
          StreamInfo.builder(streams.size(), StreamKind.AUDIO, "aac")
              .language(Optional.of(parts[0]).filter(tag -> !tag.equals("-")))
              .sound(Integer.parseInt(parts[1]), 48_000)
              .dispositions(
                  parts.length < 3 || parts[2].isEmpty()
                      ? Set.of()
                      : Stream.of(parts[2].split(",", -1))
                          .map(Disposition::valueOf)
                          .collect(Collectors.toSet()))
              .title(parts.length < 4 ? Optional.empty() : Optional.of(parts[3]))
              .build());
    }
    OutputSpec output =
        OutputSpec.builder()
            .audioLanguages(
                languages == null ? LanguageChoice.ANY : LanguageChoice.parse(languages))
            .build();

    TranscodePlan plan = TranscodePlan.of(facts(streams), output, CopyPolicy::allows);

    assertThat(plan.streams()).hasSize(1);
    assertThat(plan.streams().get(0).source().index()).isEqualTo(chosen);
    assertThat(plan.dropped()).hasSize(streams.size() - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v:h264 a:aac v:h264      | MP4 | 2 | another video stream was chosen",
        "v:h264 a:aac a:aac       | MP4 | 2 | another sound track was chosen; ask for the option"
            + " 'audio tracks' all",
        "a:aac a:aac              | MP3 | 1 | mp3 holds one sound track, and another was chosen",
        "v:h264 a:aac             | M4A | 0 | m4a is an audio format",
        "a:aac s:subrip           | MP3 | 1 | mp3 is an audio format",
        "v:h264 s:dvd_subtitle    | MP4 | 1 | mp4 cannot hold dvd_subtitle; ask for format mkv",
        "v:vp9 s:hdmv_pgs_subtitle | WEBM | 1 | webm cannot hold hdmv_pgs_subtitle; ask for format"
            + " mkv",
        "v:h264 o:bin_data        | MP4 | 1 | mp4 cannot hold bin_data; ask for format mkv",
        "v:h264 c:mjpeg           | MOV | 1 | mov cannot hold a cover",
        "v:h264 c:unknown         | MP4 | 1 | the cover is neither JPEG nor PNG",
        "v:h264 c:png c:png       | MP4 | 2 | another cover was chosen",
        "v:h264 a:vorbis          | MP4 | 1 | mp4 cannot hold vorbis"
      })
  void every_stream_that_is_not_copied_has_a_reason(
      String streams, Container container, int stream, String reason) {
    MediaInfo media = facts(streams);
    OutputSpec output = OutputSpec.DEFAULT.withContainer(container);

    TranscodePlan plan = TranscodePlan.of(media, output, CopyPolicy::allows);

    assertThat(plan.reports(media)).hasSameSizeAs(media.streams());
    assertThat(plan.reports(media).get(stream).reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "VIDEO, MP4, MEDIA_PROTECTED",
    "AUDIO, MP4, MEDIA_PROTECTED",
    "AUDIO, M4A, MEDIA_PROTECTED",
    "VIDEO, M4A,",
    "SUBTITLE, MKV,"
  })
  void a_protected_stream_is_a_failure_only_if_it_is_wanted(
      StreamKind kind, Container container, FailureCode code) {
    List<StreamInfo> streams =
        Stream.of(StreamKind.VIDEO, StreamKind.AUDIO, StreamKind.SUBTITLE)
            .map(
                each ->
                    StreamInfo.builder(
                            each.ordinal(), each, each == StreamKind.SUBTITLE ? "subrip" : "aac")
                        .isProtected(each == kind)
                        .build())
            .toList();
    ContainerFit anything = (any, stream) -> true;
    OutputSpec output = OutputSpec.DEFAULT.withContainer(container);

    Throwable failure = catchThrowable(() -> TranscodePlan.of(facts(streams), output, anything));

    assertThat(failure == null ? null : ((SluiceException) failure).code()).isEqualTo(code);
  }

  @Test
  void a_codec_that_cannot_be_decoded_is_named() {
    StreamInfo strange = StreamInfo.builder(0, StreamKind.VIDEO, "ZYGO").size(640, 360).build();
    ContainerFit nothing =
        new ContainerFit() {
          @Override
          public boolean takes(Container container, StreamInfo stream) {
            return false;
          }

          @Override
          public boolean decodes(StreamInfo stream) {
            return false;
          }
        };

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> TranscodePlan.of(facts(List.of(strange)), OutputSpec.DEFAULT, nothing))
        .withMessage(
            "The source's video has the codec ZYGO, which this build cannot decode, and mp4 cannot"
                + " hold it")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CODEC_DOES_NOT_FIT));
  }

  @ParameterizedTest
  @CsvSource({"MP4, 48000, ac3:copy", "MP4, 24000, ac3>aac", "MKV, 24000, ac3:copy"})
  void ac3_of_a_rate_that_mp4_cannot_describe_is_encoded(
      Container container, int rate, String plan) {
    StreamInfo sound = StreamInfo.builder(0, StreamKind.AUDIO, "ac3").sound(2, rate).build();

    assertThat(
            TranscodePlan.of(
                    facts(List.of(sound)),
                    OutputSpec.DEFAULT.withContainer(container),
                    CopyPolicy::allows)
                .describe())
        .isEqualTo(plan);
  }

  @Test
  void the_largest_picture_is_taken() {
    StreamInfo small = stream(0, StreamKind.VIDEO, "h264", 640, 0);
    StreamInfo large = stream(1, StreamKind.VIDEO, "hevc", 1920, 0);

    TranscodePlan plan =
        TranscodePlan.of(facts(List.of(small, large)), OutputSpec.DEFAULT, CopyPolicy::allows);

    assertThat(plan.streams()).containsExactly(new StreamPlan.Copy(large));
  }

  private static MediaInfo facts(String text) {
    List<StreamInfo> streams = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      String[] parts = word.substring(2).split("/", -1);
      StreamKind kind =
          switch (word.charAt(0)) {
            case 'v' -> StreamKind.VIDEO;
            case 'a' -> StreamKind.AUDIO;
            case 'c' -> StreamKind.COVER;
            case 'o' -> StreamKind.OTHER;
            default -> StreamKind.SUBTITLE;
          };
      int channels = parts.length > 1 ? Integer.parseInt(parts[1]) : 2;
      streams.add(stream(streams.size(), kind, parts[0], 640, channels));
    }
    return facts(streams);
  }

  private static MediaInfo facts(List<StreamInfo> streams) {
    return new MediaInfo(
        "test", Optional.empty(), OptionalLong.empty(), streams, List.of(), Map.of());
  }

  private static StreamInfo stream(
      int index, StreamKind kind, String codec, int width, int channels) {
    return stream(index, kind, codec, width, 360, channels);
  }

  private static StreamInfo stream(
      int index, StreamKind kind, String codec, int width, int height, int channels) {
    return StreamInfo.builder(index, kind, codec)
        .size(width, height)
        .frameRate(25)
        .sound(channels, 48_000)
        .build();
  }
}
