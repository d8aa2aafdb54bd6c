package dev.sluice.media.libav.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.media.libav.testing.DecodedFile;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.EncodedTrack.Unit;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyCheckTest {
  @BeforeAll
  static void encoders() {
    Assumptions.assumeTrue(Encoders.present(Encoders.X264), "the tracks need x264");
  }

  private static EncodedTrack picture() {
    return TestVideo.h264().track();
  }

  private static EncodedTrack sound() {
    return TestAudio.aac().track();
  }

  private static EncodedTrack changed(EncodedTrack track, UnaryOperator<List<Unit>> change) {
    return track.with(change.apply(new ArrayList<>(track.units())));
  }

  private static EncodedTrack withoutOne(EncodedTrack track) {
    return changed(
        track,
        units -> {
          units.remove(20);
          return units;
        });
  }

  private static EncodedTrack withOneBit(EncodedTrack track) {
    return changed(
        track,
        units -> {
          byte[] data = units.get(20).data().clone();
          data[data.length - 1] ^= 1;
          Unit unit = units.get(20);
          units.set(20, new Unit(data, unit.pts(), unit.dts(), unit.duration(), unit.isKey()));
          return units;
        });
  }

  private static EncodedTrack swapped(EncodedTrack track) {
    return changed(
        track,
        units -> {
          Unit one = units.get(20);
          Unit other = units.get(21);
          units.set(20, new Unit(other.data(), one.pts(), one.dts(), one.duration(), one.isKey()));
          units.set(
              21, new Unit(one.data(), other.pts(), other.dts(), other.duration(), other.isKey()));
          return units;
        });
  }

  private static List<String> faults(boolean mayEndEarly, String format, EncodedTrack... copies) {
    return CopyCheck.faults(
        DecodedFile.of(TrackMuxer.file(format, copies)),
        List.of(report(StreamKind.VIDEO, "h264"), report(StreamKind.AUDIO, "aac")),
        List.of(picture().payload(), sound().payload()),
        mayEndEarly);
  }

  private static StreamReport report(StreamKind kind, String codec) {
    return new StreamReport(
        kind,
        codec,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Action.COPIED,
        Optional.of(codec),
        Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "matroska", "mpegts", "flv"})
  void a_copy_is_the_same_in_each_container(String format) {
    double start = format.equals("mpegts") ? 1.4 : 0;
    assertThat(faults(false, format, picture().shifted(start), sound().shifted(start))).isEmpty();
  }

  @Test
  void a_lost_packet_is_seen() {
    assertThat(faults(false, "mp4", picture(), withoutOne(sound())))
        .singleElement()
        .asString()
        .startsWith("the copied aac of ");
    assertThat(faults(false, "mp4", withoutOne(picture()), sound()))
        .singleElement()
        .asString()
        .startsWith("the copied h264 of ");
  }

  @Test
  void an_altered_bit_is_seen() {
    assertThat(faults(false, "mp4", picture(), withOneBit(sound()))).hasSize(1);
    assertThat(faults(false, "mp4", withOneBit(picture()), sound())).hasSize(1);
  }

  @Test
  void swapped_packets_are_seen() {
    assertThat(faults(false, "matroska", swapped(picture()), swapped(sound()))).hasSize(2);
  }

  @Test
  void a_missing_end_is_seen_unless_the_source_ends_early() {
    EncodedTrack[] halves = {picture().between(-1, 1.6), sound().between(-1, 1.6)};
    assertThat(faults(false, "mp4", halves)).hasSize(2);
    assertThat(faults(true, "mp4", halves)).isEmpty();
  }

  @Test
  void a_copy_may_hold_several_tracks_one_behind_the_other() {
    assertThat(
            faults(
                false,
                "mp4",
                picture().then(picture().shifted(3)),
                sound().then(sound().shifted(3.05))))
        .isEmpty();
  }
}
