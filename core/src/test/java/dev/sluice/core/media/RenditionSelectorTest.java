package dev.sluice.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenditionSelectorTest {
  private static final OutputSpec MP4 = OutputSpec.DEFAULT;

  /**
   * A rendition.
   *
   * @param title also its name here
   */
  private record Offer(
      String name,
      Optional<String> videoCodec,
      Optional<String> audioCodec,
      int shorterSide,
      double bitrate,
      Optional<String> language,
      Optional<String> title,
      Set<Disposition> dispositions,
      int channels,
      int preference)
      implements RenditionSelector.Rendition {
    Offer in(String other) {
      return with(Optional.of(other), title, dispositions, channels, preference);
    }

    Offer called(String other) {
      return with(language, Optional.of(other), dispositions, channels, preference);
    }

    Offer with(Disposition... marks) {
      return with(language, title, Set.of(marks), channels, preference);
    }

    Offer channels(int count) {
      return with(language, title, dispositions, count, preference);
    }

    Offer preferred(int value) {
      return with(language, title, dispositions, channels, value);
    }

    private Offer with(
        Optional<String> tongue,
        Optional<String> called,
        Set<Disposition> marks,
        int count,
        int preferred) {
      return new Offer(
          name,
          videoCodec,
          audioCodec,
          shorterSide,
          bitrate,
          tongue,
          called,
          marks,
          count,
          preferred);
    }
  }

  private static Offer offer(
      String name, @Nullable String video, @Nullable String audio, int side, double rate) {
    return new Offer(
        name,
        Optional.ofNullable(video),
        Optional.ofNullable(audio),
        side,
        rate,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        0,
        0);
  }

  private static Offer audio(String name) {
    return offer(name, null, "mp4a.40.2", 0, 128);
  }

  private static Offer video(String name, int side) {
    return offer(name, "avc1.64001f", null, side, 1_000);
  }

  private static Offer both(String name, int side, double rate) {
    return offer(name, "avc1.64001f", "mp4a.40.2", side, rate);
  }

  private static OutputSpec in(String languages) {
    return MP4.toBuilder().audioLanguages(LanguageChoice.parse(languages)).build();
  }

  private static List<String> names(OutputSpec output, List<Offer> offers) {
    return RenditionSelector.select(offers, output).stream().map(Offer::name).toList();
  }

  /** In whatever order they are listed. */
  private static void assertSelected(OutputSpec output, String names, Offer... offers) {
    List<Offer> shuffled = new ArrayList<>(List.of(offers));
    Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      assertThat(String.join(" ", names(output, shuffled))).as("%s", shuffled).isEqualTo(names);
      Collections.shuffle(shuffled, random);
    }
  }

  @Test
  void the_default_track_wins_over_more_channels() {
    assertSelected(
        MP4,
        "v en",
        video("v", 720),
        audio("en").in("en").with(Disposition.DEFAULT).channels(1),
        audio("de").in("de").channels(6));
  }

  @Test
  void the_language_that_was_asked_for_wins_over_the_default() {
    Offer[] all = {
      video("v", 720),
      audio("en").in("eng").with(Disposition.DEFAULT),
      audio("de").in("ger"),
      audio("fr").in("fr-CA")
    };

    assertSelected(in("de"), "v de", all);
    assertSelected(in("fr,de"), "v fr", all);
    assertSelected(in("it,de"), "v de", all);
    assertSelected(in("it"), "v en", all);
  }

  @Test
  void a_commentary_or_description_is_only_taken_if_asked_for_or_alone() {
    Offer description = audio("description").in("en").with(Disposition.VISUAL_IMPAIRED).channels(6);
    Offer commentary = audio("commentary").in("en").called("Director's commentary").channels(6);
    Offer film = audio("film").in("en");

    assertSelected(MP4, "v film", video("v", 720), description, commentary, film);
    assertSelected(in("en"), "v film", video("v", 720), description, commentary, film);
    assertSelected(MP4, "v description", video("v", 720), description);
    assertSelected(in("en"), "v description", video("v", 720), description, audio("de").in("de"));
  }

  @Test
  void the_original_wins_over_a_dub_and_then_the_number_of_channels() {
    assertSelected(
        MP4,
        "original",
        audio("dub").with(Disposition.DUB),
        audio("original").with(Disposition.ORIGINAL),
        audio("other").channels(2));
    assertSelected(MP4, "six", audio("two").channels(2), audio("six").channels(6));
  }

  @Test
  void the_sound_of_a_whole_film_decides_before_its_bitrate() {
    assertSelected(
        MP4,
        "original",
        both("dub", 720, 2_000.2).in("de").preferred(-1),
        both("original", 720, 2_000.1).in("en").preferred(10));
    assertSelected(
        in("de"),
        "dub",
        both("dub", 360, 500).in("de").preferred(-1),
        both("original", 720, 2_000).in("en").preferred(10));
  }

  @Test
  void a_large_picture_without_sound_comes_with_sound_as_good_as_that_of_a_whole_film() {
    assertSelected(
        MP4, "v en", video("v", 1_080), audio("en").preferred(10), both("whole", 360, 500));
    assertSelected(
        MP4,
        "whole",
        video("v", 1_080),
        audio("dub").preferred(-1),
        both("whole", 360, 500).preferred(10));
  }

  @Test
  void a_picture_that_is_not_the_main_one_is_taken_only_if_it_is_alone() {
    Offer signs = video("signs", 1_080).preferred(-1);

    assertSelected(MP4, "main", signs, video("main", 360));
    assertSelected(MP4, "signs", signs);
  }

  @Test
  void all_tracks_come_once_each_the_preferred_first() {
    OutputSpec all = MP4.toBuilder().audioTracks(AudioTracks.ALL).build();
    List<Offer> offers =
        List.of(
            audio("de-low").in("ger"),
            audio("de").in("de").channels(6),
            video("v", 720),
            audio("described").in("en").with(Disposition.VISUAL_IMPAIRED),
            audio("en").in("en").with(Disposition.DEFAULT),
            audio("en-low").in("eng"));

    assertThat(names(all, offers)).containsExactly("v", "en", "de", "described");
    assertThat(
            names(
                all.withContainer(Container.M4A),
                List.of(both("whole", 720, 100), audio("en").in("en"))))
        .containsExactly("en");
  }

  @Test
  void tracks_that_are_left_out_are_listed_once_each() {
    List<Offer> offers =
        List.of(audio("de-low").in("de"), audio("de").in("de"), audio("en").in("en"));
    List<Offer> selected = RenditionSelector.select(offers, in("en"));

    assertThat(selected).extracting(Offer::name).containsExactly("en");
    assertThat(RenditionSelector.otherAudio(offers, selected, in("en")))
        .extracting(Offer::name)
        .containsExactly("de");
  }
}
