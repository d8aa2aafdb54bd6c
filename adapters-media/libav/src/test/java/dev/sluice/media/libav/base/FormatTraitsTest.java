package dev.sluice.media.libav.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_format;

import dev.sluice.core.request.Container;
import dev.sluice.media.libav.base.FormatTraits.CoverStorage;
import dev.sluice.media.libav.base.FormatTraits.EndCheck;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FormatTraitsTest {
  @BeforeAll
  static void load() {
    Natives.load();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mov,mp4,m4a,3gp,3g2,mj2 | ISO
          matroska,webm           | MATROSKA
          mpegts                  | MPEGTS
          mpeg                    | MPEG
          avi                     | AVI
          ogg                     | OGG
          wav                     | WAV
          mp3                     | MP3
          aac                     | AAC
          yuv4mpegpipe            | OTHER
          hls                     | OTHER
          """)
  void a_demuxer_is_found_by_the_name_that_libav_gives_it(String name, FormatTraits format) {
    assertThat(FormatTraits.ofDemuxer(name)).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource({
    "MP4, mp4, ISO",
    "MOV, mov, ISO",
    "M4A, ipod, ISO",
    "MKV, matroska, MATROSKA",
    "WEBM, webm, MATROSKA",
    "MP3, mp3, MP3",
    "OGG, ogg, OGG",
    "OPUS, opus, OGG"
  })
  void each_container_has_a_muxer_and_a_format(
      Container container, String muxer, FormatTraits format) {
    assertThat(FormatTraits.muxerName(container)).isEqualTo(muxer);
    assertThat(FormatTraits.of(container)).isEqualTo(format);
  }

  @ParameterizedTest
  @EnumSource
  void each_container_is_written_by_a_muxer_of_this_build(Container container) {
    AVOutputFormat muxer = av_guess_format(FormatTraits.muxerName(container), null, null);

    assertThat(muxer).isNotNull();
  }

  @Test
  void the_whitelist_names_demuxers_of_this_build_and_each_is_in_the_table() {
    for (String name : FormatTraits.demuxerWhitelist().split(",")) {
      AVInputFormat demuxer = av_find_input_format(name);

      assertThat(demuxer).as(name).isNotNull();
      assertThat(FormatTraits.ofDemuxer(demuxer.name().getString()))
          .as(name)
          .isEqualTo(FormatTraits.ofDemuxer(name))
          .isNotEqualTo(FormatTraits.OTHER);
    }
  }

  @Test
  void the_whitelist_has_containers_of_media_only() {
    assertThat(List.of(FormatTraits.demuxerWhitelist().split(",")))
        .containsExactlyInAnyOrder(
            "mov",
            "mp4",
            "m4a",
            "3gp",
            "3g2",
            "mj2",
            "matroska",
            "webm",
            "mpegts",
            "mpeg",
            "avi",
            "flv",
            "ogg",
            "wav",
            "w64",
            "mp3",
            "aac",
            "flac",
            "asf",
            "ac3",
            "eac3",
            "aiff",
            "caf",
            "amr",
            "mxf",
            "dv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PRESENTATION_TIMES     | ISO MATROSKA
          TIMES_AFTER_SEEK       | ISO MATROSKA MPEGTS MPEG AVI FLV OGG WAV W64 FLAC ASF AIFF CAF
          SHARED_CLOCK           | ISO MATROSKA MPEGTS
          CHAINED                | OGG
          INDEXES_ALL_PACKETS    | ISO
          FRAGMENTS              | ISO
          EDIT_LISTS             | ISO
          HVC1_TAG               | ISO
          FILLS_INDEX_ROOM       | ISO
          DECODING_ORDER_ONLY    | AVI
          UNFRAMED               | WAV W64 AIFF CAF
          ENCODER_DELAY_AS_START | MP3
          ID3_TAGS               | MP3
          STREAM_COMMENTS        | OGG
          """)
  void each_trait_has_its_formats(Trait trait, String formats) {
    assertThat(Arrays.stream(FormatTraits.values()).filter(format -> format.has(trait)))
        .extracting(FormatTraits::name)
        .containsExactlyInAnyOrder(formats.split(" "));
  }

  @Test
  void truncation_is_detected_by_the_duration_unless_there_is_better_evidence() {
    Map<FormatTraits, EndCheck> better =
        Arrays.stream(FormatTraits.values())
            .filter(format -> format.endCheck() != EndCheck.DURATION)
            .collect(Collectors.toMap(format -> format, FormatTraits::endCheck));

    assertThat(better)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(FormatTraits.ISO, EndCheck.PACKET_INDEX),
                Map.entry(FormatTraits.MATROSKA, EndCheck.SEGMENT_SIZE),
                Map.entry(FormatTraits.AVI, EndCheck.RIFF_SIZE),
                Map.entry(FormatTraits.WAV, EndCheck.RIFF_SIZE),
                Map.entry(FormatTraits.MPEGTS, EndCheck.TRANSPORT_PACKETS),
                Map.entry(FormatTraits.MPEG, EndCheck.PROGRAM_PACKETS),
                Map.entry(FormatTraits.OGG, EndCheck.OGG_PAGE),
                Map.entry(FormatTraits.MP3, EndCheck.MPEG_FRAMES),
                Map.entry(FormatTraits.FLAC, EndCheck.FLAC_FRAMES),
                Map.entry(FormatTraits.AAC, EndCheck.ADTS_FRAMES),
                Map.entry(FormatTraits.AC3, EndCheck.AC3_FRAMES),
                Map.entry(FormatTraits.EAC3, EndCheck.AC3_FRAMES),
                Map.entry(FormatTraits.FLV, EndCheck.FLV_TAGS),
                Map.entry(FormatTraits.ASF, EndCheck.STATED_SIZE),
                Map.entry(FormatTraits.AIFF, EndCheck.STATED_SIZE),
                Map.entry(FormatTraits.CAF, EndCheck.STATED_SIZE),
                Map.entry(FormatTraits.W64, EndCheck.STATED_SIZE)));
  }

  @Test
  void room_for_the_index_is_an_option_of_the_muxers_that_have_an_index() {
    assertThat(FormatTraits.ISO.indexOption()).contains("moov_size");
    assertThat(FormatTraits.MATROSKA.indexOption()).contains("reserve_index_space");
    assertThat(
            Arrays.stream(FormatTraits.values()).filter(format -> format.indexOption().isPresent()))
        .hasSize(2);
  }

  @Test
  void covers_are_streams_unless_the_format_stores_them_otherwise() {
    assertThat(FormatTraits.MATROSKA.coverStorage()).isEqualTo(CoverStorage.ATTACHMENT);
    assertThat(FormatTraits.OGG.coverStorage()).isEqualTo(CoverStorage.COMMENT);
    assertThat(FormatTraits.ISO.coverStorage()).isEqualTo(CoverStorage.STREAM);
    assertThat(FormatTraits.MP3.coverStorage()).isEqualTo(CoverStorage.STREAM);
  }
}
