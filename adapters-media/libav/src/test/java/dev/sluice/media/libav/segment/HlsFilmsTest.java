package dev.sluice.media.libav.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemoryInput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Films that come as playlists, all the way into one file. */
class HlsFilmsTest extends HlsFilmsFixture {
  @Test
  void transport_segments_become_one_file() {
    transport("/film", TRANSPORT, 12);

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertWhole(made, PLAIN);
    assertThat(monitor.downloaded()).isEqualTo(TRANSPORT.length);
    assertThat(monitor.finished()).isEqualTo(1);
  }

  @Test
  void fragments_and_their_head_become_one_file() {
    List<byte[]> parts =
        HlsSite.cutFragments(AlteredClip.inFragments(IN_ORDER, "+default_base_moof"));
    site.site().serve("/head", parts.get(0));
    site.segments("/film", parts.subList(1, parts.size()));
    site.playlist(
        "/a",
        HlsSite.ended("#EXT-X-MAP:URI=\"head\"\n" + HlsSite.lines("film", parts.size() - 1, 1)));

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), IN_ORDER);
    assertThat(site.site().requests("/head")).hasSize(1);
  }

  @Test
  void encrypted_segments_are_decrypted_by_a_key_that_is_asked_for_once() {
    byte[] key = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    byte[] iv = new byte[16];
    iv[15] = 9;
    site.site().serve("/key", key);
    List<byte[]> encrypted =
        HlsSite.cutTransport(TRANSPORT, 6).stream()
            .map(part -> HlsSite.encrypted(part, key, iv))
            .toList();
    site.segments("/film", encrypted);
    site.playlist(
        "/a",
        HlsSite.ended(
            "#EXT-X-KEY:METHOD=AES-128,URI=\"/key\",IV=0x09\n" + HlsSite.lines("/film", 6, 1)));

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
    assertThat(site.site().requests("/key")).hasSize(1);
  }

  @Test
  void stretches_of_one_file_become_the_file() {
    site.site().serve("/all", TRANSPORT);
    StringBuilder lines = new StringBuilder();
    int at = 0;
    for (byte[] part : HlsSite.cutTransport(TRANSPORT, 5)) {
      lines.append(
          String.format(
              Locale.ROOT, "#EXTINF:1.2,\n#EXT-X-BYTERANGE:%d@%d%n/all%n", part.length, at));
      at += part.length;
    }
    site.playlist("/a", HlsSite.ended(lines.toString()));

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
  }

  @Test
  void sound_apart_is_put_together_in_step() {
    byte[] picture =
        AlteredClip.of(IN_ORDER, "mpegts", List.of(), packet -> packet.stream_index() == 0);
    // One that begins later, by the same clock.
    byte[] sound =
        AlteredClip.of(
            IN_ORDER,
            "mpegts",
            List.of(),
            packet -> packet.stream_index() == 1 && packet.pts() >= 24_000);
    transport("/picture", picture, 4);
    transport("/sound", sound, 3);
    site.playlist("/p.m3u8", HlsSite.ended(HlsSite.lines("/picture", 4, 1.5)));
    site.playlist("/s.m3u8", HlsSite.ended(HlsSite.lines("/sound", 3, 2)));
    site.playlist(
        "/a",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="s.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=160x120,CODECS="avc1.42e01e,mp4a.40.2",AUDIO="a"
        p.m3u8
        """);

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertThat(made.pictures).hasSize(25 * 6).containsKey(0L);
    assertThat(made.soundStart / 1e6).isCloseTo(0.5, within(0.03));
    assertThat(made.soundEnd / 1e6).isCloseTo(6, within(0.05));
  }

  @Test
  void packets_behind_a_picture_are_found() {
    byte[] picture = ("\u0089PNG\r\n\u001a\n" + "x".repeat(5_000)).getBytes(ISO_8859_1);
    List<byte[]> hidden =
        HlsSite.cutTransport(TRANSPORT, 4).stream()
            .map(
                part ->
                    ByteBuffer.allocate(picture.length + part.length)
                        .put(picture)
                        .put(part)
                        .array())
            .toList();
    site.segments("/film", hidden);
    site.playlist("/a", HlsSite.ended(HlsSite.lines("/film", 4, 1.5)));

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
  }

  @Test
  void all_languages_come_into_one_file() {
    byte[] picture =
        AlteredClip.of(IN_ORDER, "mpegts", List.of(), packet -> packet.stream_index() == 0);
    byte[] sound =
        AlteredClip.of(IN_ORDER, "mpegts", List.of(), packet -> packet.stream_index() == 1);
    transport("/picture", picture, 4);
    transport("/english", sound, 3);
    transport("/german", sound, 2);
    site.playlist("/p.m3u8", HlsSite.ended(HlsSite.lines("/picture", 4, 1.5)));
    site.playlist("/e.m3u8", HlsSite.ended(HlsSite.lines("/english", 3, 2)));
    site.playlist("/g.m3u8", HlsSite.ended(HlsSite.lines("/german", 2, 3)));
    site.playlist(
        "/a",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",URI="g.m3u8"
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="e.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=160x120,CODECS="avc1.42e01e,mp4a.40.2",AUDIO="a"
        p.m3u8
        """);
    OutputSpec all = OutputSpec.DEFAULT.toBuilder().audioTracks(AudioTracks.ALL).build();

    MediaInfo made = transcoder.probe(List.of(MemoryInput.of(fetched(all))), monitor);

    assertThat(made.streams())
        .extracting(stream -> stream.kind(), stream -> stream.language().orElse(""))
        .containsExactly(
            tuple(StreamKind.VIDEO, "und"),
            tuple(StreamKind.AUDIO, "eng"),
            tuple(StreamKind.AUDIO, "deu"));
  }

  @Test
  void sound_alone_asks_for_no_picture() {
    transport("/picture", TRANSPORT, 4);
    transport("/sound", SampleClip.of("mpegts", "", "aac").lasting(LENGTH).blind().bytes(), 3);
    site.playlist("/p.m3u8", HlsSite.ended(HlsSite.lines("/picture", 4, 1.5)));
    site.playlist("/s.m3u8", HlsSite.ended(HlsSite.lines("/sound", 3, 2)));
    site.playlist(
        "/a",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="s.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=100000,AUDIO="a"
        p.m3u8
        """);

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT.withContainer(Container.M4A)));

    assertThat(made.soundEnd / 1e6).isCloseTo(6, within(0.1));
    assertThat(site.site().requests("/p.m3u8")).isEmpty();
  }

  @Test
  void pieces_that_restart_their_clocks_are_joined() {
    byte[] advertisement =
        SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(2)).bytes();
    transport("/film", TRANSPORT, 4);
    transport("/ad", advertisement, 2);
    site.playlist(
        "/a",
        HlsSite.ended(
            HlsSite.lines("/film", 4, 1.5)
                + "#EXT-X-DISCONTINUITY\n"
                + HlsSite.lines("/ad", 2, 1)
                + "#EXT-X-DISCONTINUITY\n"
                + HlsSite.lines("/film", 4, 1.5)));

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertThat(made.pictures).hasSize(25 * (6 + 2 + 6));
    assertThat(made.pictureEnd / 1e6).isCloseTo(14, within(0.2));
    assertThat(made.soundEnd / 1e6).isCloseTo(14, within(0.2));
  }

  @Test
  void the_probe_uses_the_playlists_duration() {
    transport("/film", TRANSPORT, 4);

    MediaInfo facts;
    try (Media media = fetcher.open(site.url("/a"), monitor)) {
      facts = transcoder.probe(media.inputs(), monitor);
    }

    assertThat(facts.duration()).contains(Duration.ofMillis(6_000));
    assertThat(facts.streams()).hasSize(2);
  }

  @Test
  void a_playlist_and_its_segments_may_have_moved() {
    transport("/new/film", TRANSPORT, 4);
    site.playlist("/new/list", HlsSite.ended(HlsSite.lines("film", 4, 1.5)));
    site.site().redirect("/a", "/new/list");

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
  }

  @Test
  void a_live_stream_is_distinguished_from_one_that_has_ended() {
    transport("/film", TRANSPORT, 2);
    site.playlist("/a", "#EXTM3U\n#EXT-X-TARGETDURATION:3\n" + HlsSite.lines("/film", 2, 3));

    assertThat(failure()).hasMessageContaining("live stream");
  }
}
