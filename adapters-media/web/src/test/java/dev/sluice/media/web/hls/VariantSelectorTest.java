package dev.sluice.media.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.hls.MasterPlaylist.AudioRendition;
import dev.sluice.media.web.hls.MasterPlaylist.SubtitleRendition;
import dev.sluice.media.web.hls.MasterPlaylist.Variant;
import dev.sluice.media.web.hls.VariantSelector.Track;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VariantSelectorTest {
  private static final OutputSpec MP4 = OutputSpec.DEFAULT;
  private static final OutputSpec WEBM =
      OutputSpec.builder()
          .container(Container.WEBM)
          .audioCodec(MP4.audioCodec())
          .audioBitrate(MP4.audioBitrate())
          .videoQuality(MP4.videoQuality())
          .build();

  private static final Variant P360 = variant("360", 800, 640, 360, "avc1.42e01e,mp4a.40.2");
  private static final Variant P720 = variant("720", 2_500, 1280, 720, "avc1.4d401f,mp4a.40.2");
  private static final Variant P720_MORE =
      variant("720-more", 3_500, 1280, 720, "avc1.4d401f,mp4a.40.2");
  private static final Variant P1080 = variant("1080", 6_000, 1920, 1080, "avc1.640028,mp4a.40.2");
  private static final Variant SOUND = variant("sound", 9_000, 0, 0, "mp4a.40.2");

  @Test
  void the_largest_picture_then_the_highest_bitrate() {
    assertChosen(MP4, "1080", P360, P1080, P720);
    assertChosen(MP4, "720-more", P360, P720, P720_MORE);
  }

  @Test
  void within_the_limit_that_was_asked_for() {
    assertChosen(upTo(720), "720-more", P360, P720, P720_MORE, P1080);
    assertChosen(upTo(480), "360", P360, P720, P1080);
  }

  @Test
  void the_smallest_where_none_is_within_the_limit() {
    assertChosen(upTo(360), "720", P720, P1080);
  }

  @Test
  void a_film_that_stands_upright_counts_by_its_shorter_side() {
    Variant upright = variant("upright", 2_000, 720, 1280, "avc1.4d401f,mp4a.40.2");

    assertChosen(upTo(720), "upright", P360, upright, P1080);
  }

  @Test
  void what_can_be_copied_comes_before_what_cannot() {
    Variant vp9 = variant("vp9", 900, 1280, 720, "vp09.00.31.08,opus");

    assertChosen(WEBM, "vp9", P360, P720, vp9, P1080);
    assertChosen(MP4, "1080", P360, vp9, P1080);
  }

  @Test
  void of_two_that_are_equal_the_one_whose_codecs_fit() {
    Variant av1 = variant("dolby", 2_500, 1280, 720, "avc1.4d401f,dts");

    assertChosen(MP4, "720", av1, P720);
  }

  @Test
  void sound_alone_is_for_those_who_ask_for_nothing_else() {
    assertChosen(MP4, "360", SOUND, P360);
    assertChosen(MP4.withContainer(Container.M4A), "sound", P360, P1080, SOUND);
    assertChosen(MP4.withContainer(Container.M4A), "1080", P360, P1080);
  }

  @Test
  void a_picture_without_sound_is_taken_only_if_none_has_sound() {
    Variant silent = variant("silent", 9_000, 1920, 1080, "avc1.640028");

    assertChosen(MP4, "720", P360, P720, silent);
    assertChosen(MP4, "silent", silent, variant("small", 500, 640, 360, "avc1.42e01e"));
  }

  @Test
  void a_copy_of_audio_prefers_audio_that_fits_the_container() {
    Variant opus = variant("opus", 9_000, 0, 0, "opus");
    Variant aac = variant("aac", 128, 0, 0, "mp4a.40.2");

    assertChosen(
        MP4.withContainer(Container.M4A).withAudioCodec(AudioCodec.COPY), "aac", aac, opus);
    assertChosen(
        MP4.withContainer(Container.M4A).withAudioCodec(AudioCodec.AAC), "opus", aac, opus);
  }

  @Test
  void sound_apart_comes_second_and_the_preferred_one() {
    Variant grouped =
        new Variant(
            uri("picture"),
            5,
            640,
            360,
            List.of("avc1.1"),
            Optional.of("a"),
            Optional.empty(),
            Map.of());
    List<AudioRendition> audio =
        List.of(
            audio("b", "other", true, true),
            audio("a", "plain", false, false),
            audio("a", "default", true, false),
            audio("a", "automatic", false, true));
    MasterPlaylist playlist = new MasterPlaylist(List.of(grouped), audio, List.of());

    assertThat(uris(playlist, MP4)).containsExactly(uri("picture"), uri("default"));
    assertThat(uris(playlist, MP4.withContainer(Container.MP3))).containsExactly(uri("default"));
  }

  @Test
  void sound_that_is_in_the_picture_is_not_fetched_apart() {
    Variant grouped =
        new Variant(
            uri("both"),
            5,
            640,
            360,
            List.of("avc1.1"),
            Optional.of("a"),
            Optional.empty(),
            Map.of());
    MasterPlaylist playlist =
        new MasterPlaylist(
            List.of(grouped),
            List.of(audio("a", "", true, true), audio("a", "comments", false, true)),
            List.of());

    assertThat(uris(playlist, MP4)).containsExactly(uri("both"));
  }

  @Test
  void subtitles_are_those_of_the_rendition_and_forced_ones_come_last() {
    Variant low =
        new Variant(
            uri("low"), 1, 320, 180, List.of(), Optional.empty(), Optional.of("other"), Map.of());
    Variant high =
        new Variant(
            uri("high"), 5, 640, 360, List.of(), Optional.empty(), Optional.of("words"), Map.of());
    MasterPlaylist playlist =
        new MasterPlaylist(
            List.of(low, high),
            List.of(),
            List.of(
                new SubtitleRendition("words", uri("forced"), Optional.of("en"), true, true),
                new SubtitleRendition("other", uri("elsewhere"), Optional.of("en"), true, false),
                new SubtitleRendition("words", uri("cs"), Optional.of("cs"), false, false),
                new SubtitleRendition("words", uri("en"), Optional.of("en"), true, false)));

    assertThat(VariantSelector.of(playlist, MP4).subtitles())
        .extracting(track -> track.url().lastSegment())
        .containsExactly("en", "cs", "forced");
    assertThat(
            VariantSelector.of(new MasterPlaylist(List.of(low), List.of(), List.of()), MP4)
                .subtitles())
        .isEmpty();
  }

  private static OutputSpec upTo(int side) {
    return MP4.withMaxResolution(new MaxResolution(side));
  }

  private static Variant variant(String name, long kilobits, int width, int height, String codecs) {
    return new Variant(
        uri(name),
        kilobits * 1_000,
        width,
        height,
        List.of(codecs.split(",")),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static AudioRendition audio(
      String group, String name, boolean preferred, boolean automatic) {
    return new AudioRendition(
        group,
        name.isEmpty() ? Optional.empty() : Optional.of(uri(name)),
        preferred,
        automatic,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        0);
  }

  private static List<URI> uris(MasterPlaylist playlist, OutputSpec output) {
    return VariantSelector.of(playlist, output).tracks().stream().map(Track::uri).toList();
  }

  private static URI uri(String name) {
    return URI.create("https://cdn.example/" + name);
  }

  /** In whatever order they are listed. */
  private static void assertChosen(OutputSpec output, String name, Variant... variants) {
    List<Variant> shuffled = new ArrayList<>(List.of(variants));
    Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      assertThat(uris(new MasterPlaylist(shuffled, List.of(), List.of()), output))
          .as("%s of %s", name, shuffled)
          .containsExactly(uri(name));
      Collections.shuffle(shuffled, random);
    }
  }
}
