package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.check.ContainerHeads;
import dev.sluice.media.libav.check.FragmentIndex;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.io.TopLevelBoxes;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An mp4 in fragments that was cut where no byte of a fragment is missing. */
class FragmentsTest {
  private static final byte[] FILM =
      SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(6)).bytes();
  private static final byte[] PLAIN = AlteredClip.inFragments(FILM, "");

  private final LibavTranscoder transcoder = new LibavTranscoder();

  @ParameterizedTest
  @ValueSource(strings = {"mvhd", "mdhd"})
  void truncation_between_two_fragments_is_detected_by_the_announced_duration(String header) {
    byte[] whole = announcing(PLAIN, header, 6);
    assertThat(failure(MemoryInput.of(whole))).as("whole").isNull();
    assertThat(failure(MemoryInput.of(whole).forwardOnly().unsized())).as("whole").isNull();

    List<Integer> fragments = positions(whole, "moof");
    assertThat(fragments).hasSizeGreaterThan(4);
    for (int at : fragments.subList(1, fragments.size() - 1)) {
      byte[] cut = Arrays.copyOf(whole, at);
      assertDamaged(MemoryInput.of(cut));
      assertDamaged(MemoryInput.of(cut).unsized());
      assertDamaged(MemoryInput.of(cut).forwardOnly().unsized());
    }
  }

  @Test
  void truncation_between_two_fragments_is_detected_by_the_segment_index() {
    byte[] whole = indexed(AlteredClip.inFragments(FILM, "+default_base_moof"));
    assertThat(failure(MemoryInput.of(whole))).as("whole").isNull();

    List<Integer> fragments = positions(whole, "moof");
    for (int at : fragments.subList(1, fragments.size())) {
      assertDamaged(MemoryInput.of(Arrays.copyOf(whole, at)));
      assertDamaged(MemoryInput.of(Arrays.copyOf(whole, at)).forwardOnly().unsized());
    }
  }

  @Test
  void truncation_within_a_box_is_detected_even_if_nothing_is_announced() {
    assertThat(failure(MemoryInput.of(PLAIN))).as("whole").isNull();

    for (int at : positions(PLAIN, "moof").subList(1, 4)) {
      for (int more : new int[] {4, 12, 60, 200}) {
        assertDamaged(MemoryInput.of(Arrays.copyOf(PLAIN, at + more)));
        assertDamaged(MemoryInput.of(Arrays.copyOf(PLAIN, at + more)).forwardOnly().unsized());
      }
    }
  }

  @Test
  void boxes_say_how_long_fragments_last_and_where_they_end() {
    String movie = box("mvhd", "00000000 00000000 00000000 000003e8 00000bb8");
    String unknown = box("mvhd", "00000000 00000000 00000000 000003e8 ffffffff");
    String fragments = box("mvex", box("mehd", "00000000 00001770"));
    String index =
        box(
            "sidx",
            "00000000 00000001 000003e8 00000000 00000010 0000 0002"
                + "00000064 00000000 00000000 000000c8 00000000 00000000");

    assertThat(FragmentIndex.duration(hex(box("moov", movie)))).hasValue(3_000_000);
    assertThat(FragmentIndex.duration(hex(box("moov", movie + fragments)))).hasValue(6_000_000);
    assertThat(FragmentIndex.duration(hex(box("moov", unknown)))).isEmpty();
    assertThat(FragmentIndex.duration(new byte[100])).isEmpty();
    assertThat(FragmentIndex.fragmented(hex(box("moov", movie + fragments)))).isTrue();
    assertThat(FragmentIndex.fragmented(hex(box("moov", movie)))).isFalse();
    // Behind the box of 56 bytes, 16 more, then 100 and 200.
    assertThat(FragmentIndex.end(hex(index))).hasValue(56 + 16 + 100 + 200);
    assertThat(FragmentIndex.end(hex(box("moov", movie)))).isEmpty();
  }

  @Test
  void the_duration_of_unread_fragments_is_unknown_unless_it_is_announced() {
    MediaInput ahead = MemoryInput.of(PLAIN).forwardOnly().unsized();
    MediaInput announced = MemoryInput.of(announcing(PLAIN, "mvhd", 6)).forwardOnly().unsized();

    assertThat(transcoder.probe(List.of(ahead), StageMonitor.none()).duration()).isEmpty();
    assertThat(transcoder.probe(List.of(announced), StageMonitor.none()).duration())
        .contains(Duration.ofSeconds(6));
  }

  @Test
  void top_level_boxes_distinguish_truncation_from_the_end() {
    byte[] boxes = hex(box("ftyp", "00000000") + box("moof", "0000000000000000"));
    TopLevelBoxes boxesSeen = new TopLevelBoxes();
    for (int at = 0; at < boxes.length; at += 5) {
      boxesSeen.record(at, ByteBuffer.wrap(boxes, at, Math.min(5, boxes.length - at)));
    }
    TopLevelBoxes skipped = new TopLevelBoxes();
    skipped.record(0, ByteBuffer.wrap(boxes, 0, 8));
    skipped.record(20, ByteBuffer.wrap(boxes, 20, 8));

    assertThat(boxesSeen.endsWithinPart(boxes.length)).isFalse();
    assertThat(boxesSeen.endsWithinPart(boxes.length - 1)).isTrue();
    assertThat(skipped.endsWithinPart(28)).as("what was not seen is not claimed").isFalse();
  }

  // With an index of one segment a fragment, as packagers write it.
  @Test
  void a_box_that_claims_to_be_huge_ends_where_the_bytes_end() {
    // Size 1 means that eight bytes with the size follow: here one that leads back to the index's
    // beginning if the place is added to it carelessly.
    String huge = "00000001" + "6d766578" + "7fffffffffffffb8";
    byte[] file = hex(box("moov", box("free", "00".repeat(64)) + huge));

    assertThat(FragmentIndex.duration(file)).isEmpty();
    assertThat(FragmentIndex.end(file)).isEmpty();
    assertThat(FragmentIndex.fragmented(file)).isTrue();
    assertThat(ContainerHeads.indexMayBeAtEnd(hex(box("ftyp", "69736f6d") + huge))).isTrue();
  }

  private static byte[] indexed(byte[] file) {
    List<Integer> fragments = new ArrayList<>(positions(file, "moof"));
    int first = fragments.get(0);
    fragments.add(positions(file, "mfra").get(0));
    StringBuilder content = new StringBuilder("00000000 00000001 000003e8 00000000 00000000 0000");
    content.append(String.format(Locale.ROOT, "%04x", fragments.size() - 1));
    for (int i = 1; i < fragments.size(); i++) {
      int size = fragments.get(i) - fragments.get(i - 1);
      content.append(String.format(Locale.ROOT, "%08x 000003e8 90000000", size));
    }
    ByteBuffer made = ByteBuffer.allocate(file.length + 100 + 12 * fragments.size());
    made.put(file, 0, first).put(hex(box("sidx", content.toString())));
    made.put(file, first, fragments.get(fragments.size() - 1) - first);
    return Arrays.copyOf(made.array(), made.position());
  }

  private static byte[] announcing(byte[] file, String header, int seconds) {
    byte[] changed = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(changed);
    for (int at : anywhere(file, header)) {
      // Name, version, two times of day; then the scale and the duration.
      bytes.putInt(at + 20, seconds * bytes.getInt(at + 16));
    }
    return changed;
  }

  private static List<Integer> anywhere(byte[] file, String name) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    List<Integer> found = new ArrayList<>();
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      found.add(at);
    }
    return found;
  }

  private static List<Integer> positions(byte[] file, String name) {
    List<Integer> found = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    for (int at = 0; at + 8 <= file.length; at += bytes.getInt(at)) {
      if (new String(file, at + 4, 4, StandardCharsets.ISO_8859_1).equals(name)) {
        found.add(at);
      }
    }
    return found;
  }

  private void assertDamaged(MediaInput input) {
    Throwable failure = failure(input);
    assertThat(failure).isInstanceOf(SluiceException.class);
    assertThat(((SluiceException) failure).code())
        .as("%s", failure.getMessage())
        .isEqualTo(FailureCode.MEDIA_DAMAGED);
  }

  private Throwable failure(MediaInput input) {
    return catchThrowable(
        () ->
            transcoder.transcode(
                List.of(input), OutputSpec.DEFAULT, new MemorySink(), StageMonitor.none()));
  }

  private static String box(String name, String content) {
    String plain = content.replace(" ", "");
    String letters = HexFormat.of().formatHex(name.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", 8 + plain.length() / 2) + letters + plain;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
