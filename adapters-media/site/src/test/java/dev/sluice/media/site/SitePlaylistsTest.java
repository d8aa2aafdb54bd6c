package dev.sluice.media.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.site.program.FakeProgram;
import dev.sluice.testkit.contract.ShowExpanderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Lists of videos, with a script in place of yt-dlp. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are scripts of sh")
class SitePlaylistsTest extends ShowExpanderContract {
  private static final String LIST = "https://www.youtube.com/playlist?list=PL1";
  private static final String CHANNEL = "https://www.youtube.com/@harbour";
  private static final String CLOSED = "https://vimeo.com/showcase/9";
  private static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir Path folder;
  private SitePlaylists lists;

  @BeforeEach
  void install() throws IOException {
    answer(
        "list",
        """
        {`_type`:`playlist`,`title`:`Harbour films`,`channel`:`Harbour Radio`,`entries`:[
          {`_type`:`url`,`id`:`a`,`url`:`https://www.youtube.com/watch?v=a`,`title`:` One\\n film `},
          {`_type`:`url`,`id`:`b`,`url`:`https://www.youtube.com/watch?v=b`,`title`:null},
          {`_type`:`url`,`id`:`a`,`url`:`https://www.youtube.com/watch?v=a`,`title`:`One film`},
          {`_type`:`url`,`id`:`c`,`title`:`Lost`}, null]}
        """);
    answer(
        "channel",
        """
        {`_type`:`playlist`,`title`:`Harbour`,`entries`:[
          {`_type`:`url`,`url`:`https://www.youtube.com/@harbour/videos`},
          {`_type`:`playlist`,`title`:`Shorts`,`entries`:[
            {`_type`:`url`,`id`:`s`,`url`:`https://www.youtube.com/shorts/s`,`title`:`Short`}]}]}
        """);
    answer("video", "{`id`:`v`,`title`:`Alone`,`url`:`https://www.twitch.tv/videos/1`}");
    answer("empty", "{`_type`:`playlist`,`title`:`Nothing`,`entries`:[]}");
    answer(
        "large",
        "{`_type`:`playlist`,`title`:`Large`,`entries`:[%s]}"
            .formatted(
                IntStream.rangeClosed(0, SitePlaylists.MAX_VIDEOS)
                    .mapToObj(i -> "{`id`:`%s`,`url`:`https://v.example/%s`}".formatted(i, i))
                    .collect(Collectors.joining(","))));
    Path program =
        FakeProgram.running(
            folder,
            """
            case "$(cat)" in
              *list=PL1|*/@harbour/videos) cat %1$s/list;;
              */@harbour) cat %1$s/channel;;
              *twitch*) cat %1$s/video;;
              *album*) cat %1$s/empty;;
              *user*) cat %1$s/large;;
              *c/gone) echo 'ERROR: HTTP Error 404: Not Found' >&2; exit 1;;
              *) echo 'ERROR: This video is only available for registered users' >&2; exit 1;;
            esac
            """
                .formatted(folder));
    lists =
        new SitePlaylists(
            new YtDlp(
                new YtDlp.Installation(program, System.getenv("PATH")),
                AddressPolicy.publicOnly(),
                new SecureRandom()),
            InstantSource.system());
  }

  private void answer(String name, String json) throws IOException {
    Files.writeString(folder.resolve(name), json.replace('`', '"'));
  }

  @Override
  protected ShowExpander expander() {
    return lists;
  }

  @Override
  protected List<String> known() {
    return List.of(
        LIST,
        CHANNEL,
        "https://m.youtube.com/playlist?app=m&list=PL1",
        "https://youtube.com/channel/UC123/videos",
        "https://www.youtube.com/@harbour/streams/",
        CLOSED,
        "https://vimeo.com/channels/staff",
        "https://www.dailymotion.com/playlist/x1",
        "https://www.twitch.tv/someone/videos",
        "https://soundcloud.com/someone/sets/mine",
        "https://someone.bandcamp.com/album/first",
        "https://www.tiktok.com/@someone");
  }

  @Override
  protected List<String> unknown() {
    return List.of(
        "https://www.youtube.com/watch?v=a&list=PL1",
        "https://www.youtube.com/playlist",
        "https://youtu.be/a?list=PL1",
        "https://www.youtube.com/shorts/s",
        "https://www.youtube.com/@harbour/about/x",
        "https://vimeo.com/12345",
        "https://vimeo.com/channels/staff/12345",
        "https://www.twitch.tv/videos/1",
        "https://soundcloud.com/someone/one-song",
        "https://www.tiktok.com/@someone/video/1",
        "https://evil.example/playlist?list=PL1",
        "https://www.youtube.com.evil.example/playlist?list=PL1");
  }

  @Override
  protected Optional<String> expandable() {
    return Optional.of(LIST);
  }

  @Override
  protected Optional<String> unsupported() {
    return Optional.of(CLOSED);
  }

  private Show expanded(String url) {
    return lists.expand(ShowQuery.of(SourceUrl.parse(url)), DEADLINE);
  }

  private FailureCode failure(String url) {
    return catchThrowableOfType(SluiceException.class, () -> expanded(url)).code();
  }

  @Test
  void a_list_has_each_of_its_videos_once() {
    Show show = expanded(LIST);

    assertThat(show.kind()).isEqualTo(Show.Kind.PLAYLIST);
    assertThat(show.title()).isEqualTo("Harbour films");
    assertThat(show.author()).contains("Harbour Radio");
    assertThat(show.episodes())
        .extracting(ShowEpisode::title)
        .containsExactly("One film", "b", "Lost");
    assertThat(show.episodes().get(0).enclosures().get(0).url())
        .isEqualTo(SourceUrl.parse("https://www.youtube.com/watch?v=a"));
    assertThat(show.episodes().get(2).unavailableReason())
        .contains("The list has no address for Lost");
  }

  @Test
  void a_channel_has_the_videos_of_its_tabs() {
    assertThat(expanded(CHANNEL).episodes())
        .extracting(ShowEpisode::title)
        .containsExactly("One film", "b", "Lost", "Short");
  }

  @Test
  void what_turns_out_to_be_one_video_is_a_list_of_one() {
    assertThat(expanded("https://www.twitch.tv/someone/videos").episodes()).hasSize(1);
  }

  @Test
  void lists_that_cannot_be_taken_have_their_own_codes() {
    assertThat(failure("https://someone.bandcamp.com/album/first"))
        .isEqualTo(FailureCode.SHOW_EMPTY);
    assertThat(failure("https://www.youtube.com/user/many")).isEqualTo(FailureCode.FEED_TOO_LARGE);
    assertThat(failure("https://www.youtube.com/c/gone")).isEqualTo(FailureCode.SHOW_NOT_FOUND);
  }

  @Test
  void a_feed_that_was_named_is_not_ours() {
    SourceUrl url = SourceUrl.parse(LIST);

    assertThat(lists.recognises(new ShowQuery(url, Optional.of(url)))).isFalse();
  }
}
