package dev.sluice.media.web.subtitle;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.sample.TextFragments;
import dev.sluice.testkit.sample.TextFragments.Sample;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubtitleInputTest {
  private static final Duration SHIFT = Duration.ofSeconds(-100);

  /** An input of pieces, of which no read returns more than one. */
  private static final class Pieces extends MediaInput.Forwarding {
    private final byte[] all;
    private final List<Piece> pieces = new ArrayList<>();
    private final int most;

    Pieces(int most, Optional<Duration> shift, List<Long> sections, byte[]... parts) {
      super(MemoryInput.of(new byte[0]));
      this.most = most;
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (int i = 0; i < parts.length; i++) {
        pieces.add(
            new Piece(
                joined.size(),
                sections.get(Math.min(i, sections.size() - 1)),
                shift,
                Optional.empty(),
                Optional.of(Duration.ofSeconds(2))));
        joined.writeBytes(parts[i]);
      }
      all = joined.toByteArray();
    }

    @Override
    public Optional<Piece> pieceAt(long position) {
      return pieces.stream().filter(piece -> piece.from() <= position).reduce((a, b) -> b);
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      if (position >= all.length) {
        return -1;
      }
      long end =
          pieces.stream()
              .mapToLong(Piece::from)
              .filter(from -> from > position)
              .min()
              .orElse(all.length);
      int count = (int) Math.min(Math.min(most, buffer.remaining()), end - position);
      buffer.put(all, (int) position, count);
      return count;
    }
  }

  private record Read(String text, List<Piece> pieces) {}

  private static Read read(MediaInput origin) {
    SubtitleInput input = new SubtitleInput(origin, new HeapBudget(1 << 30).open());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Piece> pieces = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(1_000);
    int count;
    while ((count = input.read(all.size(), buffer.clear())) >= 0) {
      input.pieceAt(all.size()).filter(piece -> !pieces.contains(piece)).ifPresent(pieces::add);
      all.write(buffer.array(), 0, count);
    }
    return new Read(all.toString(UTF_8).replaceAll("\n{3,}", "\n\n"), pieces);
  }

  private static String text(byte[] file) {
    return read(MemoryInput.of(file)).text();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static Sample cue(int duration, String text) {
    return Sample.ofCues(duration, TextFragments.cue("", text));
  }

  private static String ttml(String body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><tt:tt xmlns:tt=\"http://www.w3.org/ns/ttml\""
        + " xmlns:ttp=\"http://www.w3.org/ns/ttml#parameter\" ttp:timeBase=\"media\"><tt:body>"
        + "<tt:div>"
        + body
        + "</tt:div></tt:body></tt:tt>";
  }

  private static String p(String begin, String end, String text) {
    return "<tt:p begin=\"%s\" end=\"%s\">%s</tt:p>".formatted(begin, end, text);
  }

  private static final byte[] THREE =
      TextFragments.file(
          "wvtt",
          List.of(
              TextFragments.fragment(
                  10_000, Sample.ofCues(500), cue(1_000, "<i>one</i>\nline"), Sample.ofCues(500)),
              TextFragments.fragment(
                  12_000,
                  Sample.ofCues(
                      1_500,
                      TextFragments.cue("line:0", "two &amp; more"),
                      TextFragments.cue("", "below"))),
              TextFragments.fragment(13_500, cue(500, "below"))));

  @Test
  void web_vtt_in_mp4_is_read_by_the_times_of_its_samples() {
    assertThat(text(THREE))
        .isEqualTo(
            "WEBVTT\n\n00:00:10.500 --> 00:00:11.500\n<i>one</i>\nline\n\n"
                + "00:00:12.000 --> 00:00:13.500 line:0\ntwo &amp; more\n\n"
                + "00:00:12.000 --> 00:00:14.000\nbelow\n\n");
  }

  @Test
  void a_text_is_the_same_however_its_bytes_come() {
    assertThat(read(new Pieces(1, Optional.empty(), List.of(0L), THREE)).text())
        .isEqualTo(read(new Pieces(1 << 20, Optional.empty(), List.of(0L), THREE)).text())
        .contains("00:00:02.000 --> 00:00:04.000\nbelow");
  }

  @Test
  void segments_of_hls_say_where_their_section_begins_on_its_clock() {
    byte[] one =
        joined(TextFragments.init("wvtt"), TextFragments.fragment(10_000, cue(2_000, "a")));
    byte[] two = TextFragments.fragment(12_000, cue(1_000, "a"), Sample.ofCues(1_000));
    byte[] three = TextFragments.fragment(500_000, cue(2_000, "a"));

    Read read = read(new Pieces(100, Optional.empty(), List.of(4L, 4L, 7L), one, two, three));

    assertThat(read.text())
        .isEqualTo(
            "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n"
                + "00:00:00.000 --> 00:00:03.000\na\n\n"
                + "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:45000000\n\n"
                + "00:00:00.000 --> 00:00:02.000\na\n\n");
    assertThat(read.pieces()).extracting(Piece::section).containsExactly(4L, 4L, 7L);
    assertThat(read.pieces()).extracting(Piece::shift).containsOnly(Optional.empty());
  }

  @Test
  void segments_of_dash_are_shifted_by_their_first_sample_as_well() {
    byte[] one =
        joined(TextFragments.init("wvtt"), TextFragments.fragment(100_250, cue(1_750, "a")));
    byte[] two = TextFragments.fragment(102_000, cue(2_000, "b"));

    Read read = read(new Pieces(1_000, Optional.of(SHIFT), List.of(0L), one, two));

    assertThat(read.text())
        .isEqualTo(
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.750\na\n\n00:00:01.750 --> 00:00:03.750\nb\n\n");
    assertThat(read.pieces())
        .extracting(Piece::shift)
        .containsOnly(Optional.of(Duration.ofMillis(250)));
  }

  @Test
  void ttml_in_mp4_has_the_times_of_its_track_within_its_sample() {
    String first =
        ttml(p("00:00:09", "00:00:11", "early") + p("10.5s", "12.5s", "over <tt:span>x</tt:span>"));
    String second =
        ttml(p("10.5s", "12.5s", "over <tt:span>x</tt:span>") + p("13s", "20s", "long"));

    String read =
        text(
            TextFragments.file(
                "stpp",
                List.of(
                    TextFragments.fragment(10_000, Sample.of(2_000, first)),
                    TextFragments.fragment(12_000, Sample.of(2_000, second)))));

    assertThat(read)
        .isEqualTo(
            "WEBVTT\n\n00:00:10.000 --> 00:00:11.000\nearly\n\n"
                + "00:00:10.500 --> 00:00:12.500\nover x\n\n"
                + "00:00:13.000 --> 00:00:14.000\nlong\n\n");
  }

  @Test
  void ttml_in_segments_is_joined_where_segments_repeat_it() {
    byte[] one = ttml(p("101s", "103s", "both")).getBytes(UTF_8);
    byte[] two = ttml(p("101s", "103s", "both") + p("103s", "104s", "next")).getBytes(UTF_8);

    Read read = read(new Pieces(70, Optional.of(SHIFT), List.of(0L), one, two));

    assertThat(read.text())
        .isEqualTo(
            "WEBVTT\n\n"
                + "00:01:41.000 --> 00:01:43.000\n"
                + "both\n\n"
                + "00:01:43.000 --> 00:01:44.000\n"
                + "next\n\n");
    assertThat(read.pieces()).extracting(Piece::shift).containsOnly(Optional.of(SHIFT));
  }

  @Test
  void a_file_of_ttml_may_have_any_encoding_and_a_long_comment_in_front() {
    String file =
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?><!--"
            + " ".repeat(3_000)
            + "-->"
            + ttml(p("1s", "2s", "Grüße")).replaceFirst("<\\?.*?\\?>", "");

    assertThat(text(file.getBytes(UTF_16)))
        .isEqualTo("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nGrüße\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n",
        "1\n00:00:01,000 --> 00:00:02,000\n<i>x</i>\n",
        "\u0000\u0000\u0000\u001cftypavif\u0000\u0000",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
        "<tt>x</tt>",
        "<tt <x xmlns=\"y\">",
        "",
        "x"
      })
  void anything_else_stays_what_it_is(String file) {
    assertThat(read(new Pieces(3, Optional.of(SHIFT), List.of(5L), file.getBytes(UTF_8))).text())
        .isEqualTo(file);
  }

  private static FailureCode failure(byte[] file) {
    return catchThrowableOfType(SluiceException.class, () -> text(file)).code();
  }

  @Test
  void hostile_documents_are_no_subtitles() {
    String entity =
        "<!DOCTYPE tt [<!ENTITY x \"y\">]>"
            + ttml(p("1s", "2s", "&x;")).replaceFirst("<\\?.*?\\?>", "");
    String deep = ttml("<tt:div>".repeat(70) + "</tt:div>".repeat(70));

    assertThat(failure(entity.getBytes(UTF_8))).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(failure(deep.getBytes(UTF_8))).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(failure(ttml("<tt:p>").getBytes(UTF_8))).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(failure(ttml(p("1s", "2s", " x".repeat(3 << 20))).getBytes(UTF_8)))
        .isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    assertThat(failure(ttml(p("1s", "2s", "a" + "\u3000".repeat(70_000) + "b")).getBytes(UTF_8)))
        .isEqualTo(FailureCode.SOURCE_TOO_LARGE);
  }

  /** Returns the fragment of one sample with its run many times: all have the same bytes. */
  private static byte[] repeated(byte[] fragment, int count) {
    int track = 24;
    int run = 68;
    int length = 28;
    int offset = 16;
    int more = (count - 1) * length;
    ByteBuffer all = ByteBuffer.allocate(fragment.length + more);
    all.put(fragment, 0, run);
    for (int i = 0; i < count; i++) {
      all.put(fragment, run, length);
      int at = all.position() - length + offset;
      all.putInt(at, all.getInt(at) + more);
    }
    all.put(fragment, run + length, fragment.length - run - length);
    all.putInt(0, all.getInt(0) + more).putInt(track, all.getInt(track) + more);
    return all.array();
  }

  @Test
  void hostile_fragments_are_no_subtitles() {
    byte[] init = TextFragments.init("wvtt");
    byte[] whole = TextFragments.fragment(0, cue(1_000, "x"));
    ByteBuffer beyond = ByteBuffer.wrap(whole.clone());
    // The size of the only sample.
    beyond.putInt(whole.length - 8 - TextFragments.cue("", "x").length - 4, 1 << 20);
    ByteBuffer huge = ByteBuffer.wrap(whole.clone()).putInt(0, Integer.MAX_VALUE);

    assertThat(text(joined(init, whole))).contains("x");
    assertThat(failure(joined(init, beyond.array()))).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(failure(joined(init, huge.array()))).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    assertThat(failure(joined(init, TextFragments.fragment(Long.MAX_VALUE, cue(1, "x")))))
        .isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(text(joined(init, repeated(whole, 1)))).contains("x");
    assertThat(failure(joined(init, repeated(whole, 2)))).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(failure(joined(init, TextFragments.fragment(0, cue(1, "x".repeat(70_000))))))
        .isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    byte[] cue = TextFragments.cue("", "x");
    Sample crowded = Sample.ofCues(1, Collections.nCopies(16_000, cue).toArray(byte[][]::new));
    assertThat(failure(joined(init, TextFragments.fragment(0, crowded))))
        .isEqualTo(FailureCode.SOURCE_TOO_LARGE);
  }

  @Test
  void only_a_conversion_takes_memory_until_the_file_is_closed() {
    HeapBudget budget = new HeapBudget(1 << 30);
    SubtitleInput plain =
        new SubtitleInput(MemoryInput.of("WEBVTT".getBytes(UTF_8)), budget.open());
    SubtitleInput converted = new SubtitleInput(MemoryInput.of(THREE), budget.open());

    assertThat(plain.read(0, ByteBuffer.allocate(9))).isPositive();
    assertThat(budget.reserved()).isZero();
    assertThat(converted.read(0, ByteBuffer.allocate(9))).isPositive();
    assertThat(budget.reserved()).isEqualTo(15 << 20);
    converted.release();
    converted.release();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void a_large_document_needs_more_memory_while_it_is_converted() {
    byte[] small = ttml(p("1s", "2s", "x")).getBytes(UTF_8);
    byte[] large = ttml("<!--" + "x".repeat(3 << 20) + "-->" + p("1s", "2s", "x")).getBytes(UTF_8);
    HeapBudget budget = new HeapBudget(60L << 20);
    SubtitleInput little = new SubtitleInput(MemoryInput.of(small), budget.open());
    SubtitleInput much = new SubtitleInput(MemoryInput.of(large), budget.open());

    assertThat(little.read(0, ByteBuffer.allocate(9))).isPositive();
    little.release();
    assertThat(
            catchThrowableOfType(SluiceException.class, () -> much.read(0, ByteBuffer.allocate(9)))
                .code())
        .isEqualTo(FailureCode.MEDIA_LIMITS_EXCEEDED);
    much.release();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void mp4_without_text_has_no_cues() {
    assertThat(text(joined(TextFragments.init("enct"), TextFragments.fragment(0, cue(9, "x")))))
        .isEqualTo("WEBVTT\n\n");
  }
}
