package dev.sluice.media.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageFormatSelectionTest {
  private static final OutputSpec MP4 = OutputSpec.DEFAULT;

  private final List<PageFormat> formats = new ArrayList<>();

  private PageFormatSelectionTest offer(
      String name, String picture, String sound, int side, double rate) {
    formats.add(
        new PageFormat(
            "1",
            true,
            SourceUrl.parse("https://cdn.example/" + name),
            Map.of(),
            Optional.ofNullable(picture),
            Optional.ofNullable(sound),
            side,
            rate,
            List.of(),
            Optional.empty(),
            PageFormat.Sound.UNKNOWN));
    return this;
  }

  private List<String> chosen(OutputSpec output) {
    return RenditionSelector.select(formats, output).stream()
        .map(format -> format.url().lastSegment())
        .toList();
  }

  /** As a large site offers it: small films whole, large ones in parts, each in three codecs. */
  private void large() {
    offer("aac", null, "mp4a.40.2", 0, 128);
    offer("opus", null, "opus", 0, 140);
    offer("whole360", "avc1.42001E", "mp4a.40.2", 360, 500);
    offer("vp9-720", "vp9", null, 720, 1_500);
    offer("avc-720", "avc1.64001f", null, 720, 1_200);
    offer("vp9-1080", "vp9", null, 1_080, 2_500);
    offer("avc-1080", "avc1.640028", null, 1_080, 3_000);
    offer("av1-2160", "av01.0.12M.08", null, 2_160, 9_000);
  }

  @Test
  void the_largest_picture_that_can_be_copied_comes_with_its_sound() {
    large();

    assertThat(chosen(MP4)).containsExactly("av1-2160", "opus");
    assertThat(chosen(MP4.withContainer(Container.MOV))).containsExactly("avc-1080", "aac");
    assertThat(chosen(MP4.withContainer(Container.WEBM))).containsExactly("av1-2160", "opus");
  }

  @Test
  void what_is_encoded_need_not_fit() {
    large();

    assertThat(chosen(MP4.withContainer(Container.MOV).withVideoCodec(VideoCodec.H264)))
        .containsExactly("av1-2160", "aac");
  }

  @Test
  void the_largest_within_the_limit_is_selected_or_else_the_smallest() {
    large();

    assertThat(chosen(limited(720))).containsExactly("vp9-720", "opus");
    assertThat(chosen(limited(480))).containsExactly("whole360");
    formats.removeIf(format -> format.shorterSide() == 360);
    assertThat(chosen(limited(480))).containsExactly("vp9-720", "opus");
  }

  private static OutputSpec limited(int side) {
    return MP4.withMaxResolution(new MaxResolution(side));
  }

  @Test
  void sound_alone_is_taken_where_sound_alone_is_wanted() {
    large();

    assertThat(chosen(MP4.withContainer(Container.M4A))).containsExactly("aac");
    assertThat(chosen(MP4.withContainer(Container.OPUS))).containsExactly("opus");
    formats.removeIf(PageFormat::isAudioOnly);
    assertThat(chosen(MP4.withContainer(Container.M4A))).containsExactly("whole360");
  }

  @Test
  void a_picture_that_has_no_sound_anywhere_is_not_preferred() {
    offer("whole", "avc1.42001E", "mp4a.40.2", 360, 500);
    offer("mute", "avc1.640028", null, 1_080, 3_000);

    assertThat(chosen(MP4)).containsExactly("whole");
    formats.remove(0);
    assertThat(chosen(MP4)).containsExactly("mute");
  }

  @Test
  void of_those_of_which_nothing_is_known_the_best_ranked_is_taken() {
    offer("worse", RenditionSelector.Rendition.UNKNOWN, RenditionSelector.Rendition.UNKNOWN, 0, 0);
    offer("better", RenditionSelector.Rendition.UNKNOWN, RenditionSelector.Rendition.UNKNOWN, 0, 0);

    assertThat(chosen(MP4)).containsExactly("better");
    assertThat(chosen(MP4.withContainer(Container.MP3))).containsExactly("better");
    formats.clear();
    assertThat(chosen(MP4)).isEmpty();
  }

  /** As yt-dlp describes formats; the name is the last part of the address. */
  private void offer(String name, String fields) throws Exception {
    String json = "{`url`:`https://cdn.example/%s`,`protocol`:`https`,%s}".formatted(name, fields);
    formats.addAll(PageFormatTest.formats(json));
  }

  private static OutputSpec speaking(String languages) {
    return OutputSpec.builder().audioLanguages(LanguageChoice.parse(languages)).build();
  }

  @Test
  void the_language_goes_before_the_size() throws Exception {
    String size = "`vcodec`:`avc1.64001f`,`acodec`:`mp4a.40.2`,`height`:720,";
    offer("original", size + "`tbr`:2000.1,`language`:`ja`,`language_preference`:10");
    offer("dub", size + "`tbr`:2000.2,`language`:`en-US`,`language_preference`:-1");
    offer("large", size + "`tbr`:4000,`language`:`en-US`,`language_preference`:-1");

    assertThat(chosen(MP4)).containsExactly("original");
    assertThat(chosen(speaking("fr,eng"))).containsExactly("large");
    assertThat(chosen(speaking("fr"))).containsExactly("original");
  }

  @Test
  void audio_alone_is_chosen_likewise_and_a_description_of_the_picture_last() throws Exception {
    String audio = "`vcodec`:`none`,`acodec`:`mp4a.40.2`,";
    offer("film", "`vcodec`:`avc1.64001f`,`acodec`:`none`,`height`:720,`language_preference`:-1");
    offer("original", audio + "`language`:`de`,`format_note`:`original (default), medium`");
    offer("dub", audio + "`language`:`en`,`format_note`:`dubbed, medium`");
    offer("described", audio + "`language`:`en-desc`,`language_preference`:-10");

    assertThat(chosen(MP4)).containsExactly("film", "original");
    assertThat(chosen(speaking("en"))).containsExactly("film", "dub");
    assertThat(SiteMedia.others(formats, RenditionSelector.select(formats, MP4)))
        .extracting(report -> report.language().orElseThrow() + " " + report.dispositions())
        .containsExactly("en [VISUAL_IMPAIRED]", "en [DUB]");
  }
}
